import { createPrivateKey, createPublicKey, createSign, createVerify, type KeyObject } from 'node:crypto';
import { PkiError } from '../errors.js';

/**
 * The one path through node:crypto that is SM2 by GB/T 32918.2: a key imported from PKCS#8 or SPKI, and the streaming
 * calls over Z and the message. Its neighbours are ECDSA, or SM2 with an empty user id, without saying so; no other file
 * may call them.
 */
export function nativeSign(key: KeyObject, z: Uint8Array, message: Uint8Array): Uint8Array {
  return createSign('sm3').update(z).update(message).sign(key);
}

export function nativeVerify(key: KeyObject, z: Uint8Array, message: Uint8Array, signatureDer: Uint8Array): boolean {
  return createVerify('sm3').update(z).update(message).verify(key, signatureDer);
}

/** `spki` must already have been checked byte by byte: OpenSSL takes other curves and point forms too. */
export function importPublicKey(spki: Uint8Array): KeyObject {
  return refuseEcTyped(imported(() => createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })));
}

/** `pkcs8` must already have been checked: OpenSSL takes d = n - 1 too and then never returns from signing. */
export function importPrivateKey(pkcs8: Buffer): KeyObject {
  return refuseEcTyped(imported(() => createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })));
}

/** A key that node calls `ec` signs ECDSA even on the SM2 curve; an imported SM2 key has no type name in node. */
export function refuseEcTyped(key: KeyObject): KeyObject {
  const type: string | undefined = key.asymmetricKeyType;
  if (type !== undefined && type !== 'sm2') {
    throw new PkiError('SM2_KEY_INVALID', `the key is of type ${type}, it would not sign SM2`);
  }
  return key;
}

function imported(load: () => KeyObject): KeyObject {
  try {
    return load();
  } catch (cause) {
    throw new PkiError('SM2_KEY_INVALID', 'OpenSSL refuses the key', { cause });
  }
}
