import { PkiError } from '../errors.js';
import { publicKeyFromPoint } from '../sm2/key-cache.js';
import { type Purpose, signedBytes } from './purposes.js';

/**
 * Whether `signature64` (r‖s) is the key's signature of these bytes for this purpose. Never throws: a bad key, a bad signature
 * and foreign bytes that are no DER SEQUENCE are false. Says nothing of whether the key may sign for the purpose.
 */
export function verifySignature(
  publicKeyPoint: Uint8Array,
  purpose: Purpose,
  bytes: Uint8Array,
  signature64: Uint8Array,
): boolean {
  try {
    return publicKeyFromPoint(publicKeyPoint).verifyRaw(signedBytes(purpose, bytes), signature64);
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}
