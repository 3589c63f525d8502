import type { SealGrant } from '../seals/grant.js';

export interface KeptGrant {
  digest: string;
  grant: SealGrant;
  mac: string;
  used: number;
}

/** Grants for sealing automatically, and how much of each is used up. `LicenceStore.addBatch` is what uses them up. */
export interface SealGrantStore {
  add(grant: SealGrant, mac: string): Promise<void>;
  /** Of a seal, for one caller or for all, oldest first. */
  list(filter: { seal: string; caller?: string }): Promise<KeptGrant[]>;
}
