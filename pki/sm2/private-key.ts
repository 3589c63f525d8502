import { createECDH, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { PkiError } from '../errors.js';
import { LARGEST_SCALAR, PKCS8_HEAD, PKCS8_MIDDLE } from './curve.js';
import { importPrivateKey, nativeSign } from './native.js';
import { Sm2PublicKey } from './public-key.js';
import { derToRaw } from './signature-encoding.js';
import { createSigningThread, type SigningThread } from './signing-thread.js';

const SCALAR_LENGTH = 32;
const SCALAR_END = PKCS8_HEAD.length + SCALAR_LENGTH;
const XY_START = SCALAR_END + PKCS8_MIDDLE.length;
const PKCS8_LENGTH = XY_START + 64;

/** An SM2 private key held by OpenSSL; its scalar leaves only through `toPkcs8`. */
export class Sm2PrivateKey {
  readonly publicKey: Sm2PublicKey;
  readonly #key: KeyObject;
  readonly #z: Uint8Array;

  private constructor(publicKey: Sm2PublicKey, key: KeyObject) {
    this.publicKey = publicKey;
    this.#key = key;
    this.#z = publicKey.z;
  }

  /** A fresh key from OpenSSL's generator. */
  static generate(): Sm2PrivateKey {
    // node types a generated key `ec`, which would sign ECDSA: only its encoding is used.
    const generated = generateKeyPairSync('ec', {
      namedCurve: 'SM2',
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
    try {
      return Sm2PrivateKey.fromPkcs8(generated.privateKey);
    } finally {
      generated.privateKey.fill(0);
    }
  }

  /**
   * From unencrypted PKCS#8 with the public key in it, 138 bytes, as `openssl pkcs8 -topk8 -nocrypt` and this class write it.
   * Throws SM2_KEY_INVALID for any other form and when the public key is not the scalar's.
   */
  static fromPkcs8(der: Uint8Array): Sm2PrivateKey {
    const head = der.subarray(0, PKCS8_HEAD.length);
    const middle = der.subarray(SCALAR_END, XY_START);
    if (der.length !== PKCS8_LENGTH || Buffer.compare(head, PKCS8_HEAD) !== 0 || Buffer.compare(middle, PKCS8_MIDDLE)) {
      throw new PkiError('SM2_KEY_INVALID', 'not the PKCS#8 of an SM2 key with its public key');
    }
    const key = Sm2PrivateKey.fromScalar(der.subarray(PKCS8_HEAD.length, SCALAR_END));
    if (Buffer.compare(key.publicKey.point.subarray(1), der.subarray(XY_START)) !== 0) {
      throw new PkiError('SM2_KEY_INVALID', 'the public key does not belong to the private key');
    }
    return key;
  }

  /** From d, 32 bytes big-endian. Throws SM2_KEY_INVALID outside 1..n-2: with d = n-1 OpenSSL would never return from signing. */
  static fromScalar(d32: Uint8Array): Sm2PrivateKey {
    if (d32.length !== SCALAR_LENGTH || d32.every((byte) => byte === 0) || Buffer.compare(d32, LARGEST_SCALAR) > 0) {
      throw new PkiError('SM2_KEY_INVALID', 'a private key is 32 bytes in 1..n-2');
    }
    const ecdh = createECDH('SM2');
    ecdh.setPrivateKey(d32);
    const publicKey = Sm2PublicKey.fromPoint(ecdh.getPublicKey());
    const pkcs8 = Buffer.alloc(PKCS8_LENGTH);
    try {
      pkcs8.set(PKCS8_HEAD);
      pkcs8.set(d32, PKCS8_HEAD.length);
      pkcs8.set(PKCS8_MIDDLE, SCALAR_END);
      pkcs8.set(publicKey.point.subarray(1), XY_START);
      return new Sm2PrivateKey(publicKey, importPrivateKey(pkcs8));
    } finally {
      pkcs8.fill(0);
    }
  }

  /** The signature of `message` as DER SEQUENCE { r, s }. */
  signDer(message: Uint8Array): Uint8Array {
    return Uint8Array.from(nativeSign(this.#key, this.#z, message));
  }

  /** The signature of `message` as 64 bytes r‖s. */
  signRaw(message: Uint8Array): Uint8Array {
    const raw = derToRaw(nativeSign(this.#key, this.#z, message));
    if (raw === undefined)
      throw new PkiError('SM2_SELF_TEST_FAILED', 'OpenSSL made a signature that is not strict DER');
    return raw;
  }

  /** The same key on a thread of its own, which whoever asks for it ends. */
  onThread(): SigningThread {
    return createSigningThread({ key: this.#key, z: this.#z });
  }

  /** Unencrypted PKCS#8, 138 bytes. The caller zeroes it after use. */
  toPkcs8(): Uint8Array {
    // Never `sec1`: that export ends the process on some versions of node.
    const exported = this.#key.export({ type: 'pkcs8', format: 'der' });
    // The same memory as a plain Uint8Array: a copy would leave a second key to zero.
    return new Uint8Array(exported.buffer, exported.byteOffset, exported.byteLength);
  }
}
