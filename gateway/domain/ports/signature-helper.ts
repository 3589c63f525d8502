import type { Purpose } from '../../../pki/signer/purposes.js';

/** Somebody who verifies signatures beside this thread. */
export interface SignatureHelper {
  /** What `verifySignature` answers. Never rejects. */
  verify(key: Uint8Array, purpose: Purpose, bytes: Uint8Array, signature: Uint8Array): Promise<boolean>;
}
