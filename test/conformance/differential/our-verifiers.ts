import { PkiError } from '../../../pki/errors.js';
import { loadAccelerator } from '../../../pki/sm2/load-accelerator.js';
import { importPublicKey, nativeVerify } from '../../../pki/sm2/native.js';
import { Sm2PublicKey } from '../../../pki/sm2/public-key.js';
import { derToRaw } from '../../../pki/sm2/signature-encoding.js';
import { sm3 } from '../../../pki/sm3.js';
import { zOf } from '../../support/sm2-reference.js';
import type { SignedMessage } from './signed-message.js';

/** What each of our paths says; `product` is for the default id only, for pki/ takes no other. */
export interface OurVerdicts {
  readonly native: boolean;
  readonly hot: boolean;
  readonly product?: boolean;
}

export const DEFAULT_USER_ID = '1234567812345678';
/** One in so many is asked of `product` too, which is one of the two paths once more. */
const SAMPLED = 4;
/** Keys whose tables and objects are kept: more than are under way at once. */
const KEPT = 60;

interface KnownKey {
  readonly key: Sm2PublicKey;
  readonly native: ReturnType<typeof importPublicKey>;
  readonly slot: number;
}

/**
 * Both of our paths, each asked on its own and always: OpenSSL with the bytes as they came, and the WebAssembly with a table of the
 * key, after our strict reading. `product` is what pki/ itself offers, whichever path it takes.
 */
export function createOurVerifiers(): (signed: SignedMessage) => OurVerdicts {
  const accelerator = loadAccelerator();
  const known = new Map<string, KnownKey | undefined>();
  let asked = 0;
  const free = Array.from({ length: KEPT }, (_, at) => at + 1);

  const learn = (spki: Uint8Array): KnownKey | undefined => {
    let key: Sm2PublicKey;
    try {
      key = Sm2PublicKey.fromSpki(spki);
    } catch (error) {
      if (error instanceof PkiError && error.code === 'SM2_KEY_INVALID') return undefined;
      throw error;
    }
    const slot = free.pop() ?? forgetOldest();
    accelerator.build(slot, key.point);
    return { key, native: importPublicKey(spki), slot };
  };
  const forgetOldest = (): number => {
    for (const [name, old] of known) {
      known.delete(name);
      if (old !== undefined) return old.slot;
    }
    throw new RangeError('there is no slot');
  };
  const keyOf = (spki: Uint8Array): KnownKey | undefined => {
    const name = Buffer.from(spki).toString('latin1');
    if (!known.has(name)) known.set(name, learn(spki));
    return known.get(name);
  };

  return ({ spki, userId, message, signature }) => {
    const found = keyOf(spki);
    if (found === undefined) return { native: false, hot: false, product: false };
    const { key, native, slot } = found;
    asked += 1;
    const z = zOf(key.point, userId);
    const raw = derToRaw(signature);
    const hot = raw !== undefined && accelerator.verify(slot, sm3(z, message), raw);
    if (hot === undefined) throw new Error('the WebAssembly had no answer');
    return {
      native: nativeVerify(native, z, message, signature),
      hot,
      ...(userId === DEFAULT_USER_ID && asked % SAMPLED === 0 ? { product: key.verifyDer(message, signature) } : {}),
    };
  };
}
