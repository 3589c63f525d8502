import { PkiError } from '../errors.js';
import type { Sm2PrivateKey } from '../sm2/private-key.js';
import { isPurpose, type Purpose, signedBytes } from './purposes.js';
import type { Signer } from './signer.js';

/** A signer over a key of this process. It signs on the calling thread, about a quarter of a millisecond each. */
export function createLocalSigner(keyId: string, purposes: readonly Purpose[], privateKey: Sm2PrivateKey): Signer {
  return signerOf(keyId, purposes, privateKey, async (message) => privateKey.signRaw(message));
}

/** The same on a thread of the key's own: for keys whose signatures are asked for one by one, by anybody. `end` stops the thread. */
export function createThreadSigner(
  keyId: string,
  purposes: readonly Purpose[],
  privateKey: Sm2PrivateKey,
): { readonly signer: Signer; end(): Promise<void> } {
  const thread = privateKey.onThread();
  return { signer: signerOf(keyId, purposes, privateKey, thread.sign), end: thread.end };
}

function signerOf(
  keyId: string,
  purposes: readonly Purpose[],
  { publicKey }: Sm2PrivateKey,
  signMessage: (message: Uint8Array) => Promise<Uint8Array>,
): Signer {
  const allowed = assertPurposes(purposes);
  return {
    keyId,
    publicKey: publicKey.point,
    purposes: allowed,
    async sign(purpose, bytes) {
      if (!allowed.includes(purpose)) throw new PkiError('KEY_PURPOSE_FORBIDDEN', `${keyId} may not sign a ${purpose}`);
      return signMessage(signedBytes(purpose, bytes));
    },
  };
}

/** A frozen copy of a list of one or more purposes without repeats. Throws KEY_PURPOSE_FORBIDDEN for any other list. */
export function assertPurposes(purposes: readonly unknown[]): readonly Purpose[] {
  const known = purposes.filter(isPurpose);
  if (known.length === 0 || known.length !== purposes.length || new Set(known).size !== known.length) {
    throw new PkiError('KEY_PURPOSE_FORBIDDEN', 'a key signs for one or more known purposes, each named once');
  }
  return Object.freeze(known);
}
