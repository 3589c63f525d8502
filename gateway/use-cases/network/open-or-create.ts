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
    return keys.create(keyId, purposes);
  }
}
