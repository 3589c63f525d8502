import type { Purpose } from '../../../pki/signer/purposes.js';
import type { Signer } from '../../../pki/signer/signer.js';

/** The keys that this gateway holds, by name. Whoever holds an authority's key in its process is that authority. */
export interface KeyRing {
  create(keyId: string, purposes: readonly Purpose[]): Promise<Signer>;
  /** Rejects with AppError KEY_NOT_HELD. */
  signer(keyId: string): Promise<Signer>;
}

/** Names of the domain's own keys. */
export const DOMAIN_KEYS = {
  root: 'root',
  issuingCa: 'issuing-ca',
  sealMaker: 'seal-maker',
  governance: 'governance',
  witness: 'witness',
  receipt: 'receipt',
  ocsp: 'ocsp',
  timestamp: 'timestamp',
} as const;

/** Names of an authority's keys. */
export const licenceKeyId = (uscc: string) => `${uscc.toLowerCase()}.licence`;
export const sealKeyId = (uscc: string) => `${uscc.toLowerCase()}.seal`;

/** A key that was lost or rolled over is followed by one of the next generation, from 2 on, under the same name. */
export const keyGeneration = (keyId: string, generation: number) =>
  generation === 1 ? keyId : `${keyId}.${generation}`;
export function isGenerationOf(keyId: string, candidate: string): boolean {
  return (
    candidate === keyId ||
    (candidate.startsWith(`${keyId}.`) && /^[1-9]\d{0,3}$/.test(candidate.slice(keyId.length + 1)))
  );
}
