import type { SealApplication } from '../seals/application.js';

/** The contents of applications, with their pictures. How far each has come, the ledger says. */
export interface SealApplicationStore {
  add(application: SealApplication, picture: Uint8Array, createdAt: number): Promise<void>;
  /** Only what is what its digest says. */
  find(digest: string): Promise<{ application: SealApplication; picture: Uint8Array } | undefined>;
  /** Newest first. */
  list(filter: { authority?: string; limit: number }): Promise<{ digest: string; application: SealApplication }[]>;
}
