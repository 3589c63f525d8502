import { PkiError } from '../../pki/errors.js';
import type { FileKeyStore } from '../../pki/signer/file-key-store.js';
import type { Signer } from '../../pki/signer/signer.js';
import { AppError } from '../domain/errors.js';
import type { KeyRing } from '../domain/ports/key-ring.js';

/** The key store as the use cases see it. Opened keys stay open for as long as the process lives. */
export function createKeyRing(store: FileKeyStore): KeyRing {
  const open = new Map<string, Promise<Signer>>();
  return {
    async create(keyId, purposes) {
      const signer = await store.create(keyId, purposes);
      open.set(keyId, Promise.resolve(signer));
      return signer;
    },
    signer(keyId) {
      const known = open.get(keyId);
      if (known !== undefined) return known;
      const opening = store.signer(keyId).catch((cause: unknown) => {
        open.delete(keyId);
        if (cause instanceof PkiError && cause.code === 'KEY_NOT_FOUND') {
          throw new AppError('KEY_NOT_HELD', `this gateway does not hold the key ${keyId}`, { cause });
        }
        throw cause;
      });
      open.set(keyId, opening);
      return opening;
    },
  };
}
