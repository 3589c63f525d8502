import { PkiError } from '../../pki/errors.js';
import type { Purpose } from '../../pki/signer/purposes.js';
import type { Signer } from '../../pki/signer/signer.js';
import { AppError } from '../domain/errors.js';
import type { KeyRing } from '../domain/ports/key-ring.js';

/** Where keys are: in files, in a device, in another process. */
export interface KeyStore {
  create(keyId: string, purposes: readonly Purpose[]): Promise<Signer>;
  signer(keyId: string): Promise<Signer>;
}

/**
 * A key store as the use cases see it. Opened keys stay open for as long as the process lives. KEY_NOT_FOUND becomes KEY_NOT_HELD;
 * a device or a signer that does not answer, SIGNER_UNAVAILABLE.
 */
export function createKeyRing(store: KeyStore): KeyRing {
  const open = new Map<string, Promise<Signer>>();
  const signing = (signer: Signer): Signer => ({
    ...signer,
    sign: (purpose, bytes) => signer.sign(purpose, bytes).catch((cause: unknown) => refuse(signer.keyId, cause)),
  });
  return {
    async create(keyId, purposes) {
      const signer = signing(await store.create(keyId, purposes).catch((cause: unknown) => refuse(keyId, cause)));
      open.set(keyId, Promise.resolve(signer));
      return signer;
    },
    signer(keyId) {
      const known = open.get(keyId);
      if (known !== undefined) return known;
      const opening = store.signer(keyId).then(signing, (cause: unknown) => {
        open.delete(keyId);
        return refuse(keyId, cause);
      });
      open.set(keyId, opening);
      return opening;
    },
  };
}

function refuse(keyId: string, cause: unknown): never {
  const code = cause instanceof PkiError ? cause.code : undefined;
  switch (code) {
    case 'KEY_NOT_FOUND':
      throw new AppError('KEY_NOT_HELD', `this gateway does not hold the key ${keyId}`, { cause });
    case 'KEY_DEVICE_FAILED':
    case 'SIGNER_UNAVAILABLE':
      throw new AppError('SIGNER_UNAVAILABLE', `what holds the key ${keyId} does not answer`, { cause });
    default:
      throw cause;
  }
}
