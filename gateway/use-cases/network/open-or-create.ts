import { PkiError } from '../../../pki/errors.js';
import type { Purpose } from '../../../pki/signer/purposes.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { AppError } from '../../domain/errors.js';
import type { KeyRing } from '../../domain/ports/key-ring.js';

/** The key of that name; made when there is none. A crash after this leaves a key that the next attempt goes on with. */
export async function openOrCreate(keys: KeyRing, keyId: string, purposes: readonly Purpose[]): Promise<Signer> {
  try {
    return await keys.signer(keyId);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'KEY_NOT_HELD') throw error;
    try {
      return await keys.create(keyId, purposes);
    } catch (cause) {
      // Somebody who was asked for the same at the same time has just made it.
      if (cause instanceof PkiError && cause.code === 'KEY_EXISTS') return keys.signer(keyId);
      throw cause;
    }
  }
}
