import type { KeyObject } from 'node:crypto';
import { PkiError } from '../errors.js';
import { sm3 } from '../sm3.js';
import { verifyAccelerated } from './accelerated.js';
import { A, B, P, SPKI_PREFIX, Z_PREFIX } from './curve.js';
import type { TableUser } from './hot-tables.js';
import { importPublicKey, nativeVerify } from './native.js';
import { derToRaw, isRawSignature, rawToDer } from './signature-encoding.js';

const POINT_LENGTH = 65;

/** An SM2 public key, checked to lie on the curve, with its Z for the user id 1234567812345678. */
export class Sm2PublicKey {
  readonly #point: Uint8Array;
  readonly #key: KeyObject;
  readonly #z: Uint8Array;
  readonly #user: TableUser;

  private constructor(point: Uint8Array) {
    this.#point = point;
    this.#key = importPublicKey(spkiOf(point));
    this.#z = sm3(Z_PREFIX, point.subarray(1));
    this.#user = { point, uses: 0 };
  }

  /** From 65 bytes 04‖x‖y. Throws SM2_KEY_INVALID for any other form and for points off the curve. */
  static fromPoint(point65: Uint8Array): Sm2PublicKey {
    const point = Uint8Array.from(point65);
    assertOnCurve(point);
    return new Sm2PublicKey(point);
  }

  /** From a SubjectPublicKeyInfo of exactly 91 bytes; compressed points and explicit parameters are SM2_KEY_INVALID. */
  static fromSpki(der: Uint8Array): Sm2PublicKey {
    const prefix = der.subarray(0, SPKI_PREFIX.length);
    if (der.length !== SPKI_PREFIX.length + POINT_LENGTH - 1 || Buffer.compare(prefix, SPKI_PREFIX) !== 0) {
      throw new PkiError('SM2_KEY_INVALID', 'not the SubjectPublicKeyInfo of an uncompressed SM2 key');
    }
    return Sm2PublicKey.fromPoint(der.subarray(SPKI_PREFIX.length - 1));
  }

  /** 65 bytes 04‖x‖y, a copy. */
  get point(): Uint8Array {
    return this.#point.slice();
  }

  /** The 91 bytes of the SubjectPublicKeyInfo, a copy. */
  get spki(): Uint8Array {
    return spkiOf(this.#point);
  }

  /** Whether `signatureDer` is this key's SM2 signature of `message`. Never throws: what is not strict DER is false. */
  verifyDer(message: Uint8Array, signatureDer: Uint8Array): boolean {
    const signature64 = derToRaw(signatureDer);
    return signature64 !== undefined && this.#verify(message, signature64, () => signatureDer);
  }

  /** The same for 64 bytes r‖s. */
  verifyRaw(message: Uint8Array, signature64: Uint8Array): boolean {
    return isRawSignature(signature64) && this.#verify(message, signature64, () => rawToDer(signature64));
  }

  #verify(message: Uint8Array, signature64: Uint8Array, der: () => Uint8Array): boolean {
    return verifyAccelerated({
      user: this.#user,
      digest: () => sm3(this.#z, message),
      signature64,
      native: () => nativeVerify(this.#key, this.#z, message, der()),
    });
  }

  /** Z of GB/T 32918.2 §5.5, a copy. */
  get z(): Uint8Array {
    return this.#z.slice();
  }
}

function spkiOf(point: Uint8Array): Uint8Array {
  const spki = new Uint8Array(SPKI_PREFIX.length + POINT_LENGTH - 1);
  spki.set(SPKI_PREFIX);
  spki.set(point.subarray(1), SPKI_PREFIX.length);
  return spki;
}

/** GB/T 32918.1 §6.2.1: coordinates below p that satisfy y² = x³ + ax + b. The cofactor is 1, so the order needs no check. */
function assertOnCurve(point: Uint8Array): void {
  if (point.length !== POINT_LENGTH || point[0] !== 0x04) {
    throw new PkiError('SM2_KEY_INVALID', 'a public key is 65 bytes 04‖x‖y');
  }
  const text = Buffer.from(point.buffer, point.byteOffset, point.length).toString('hex');
  const x = BigInt(`0x${text.slice(2, 66)}`);
  const y = BigInt(`0x${text.slice(66)}`);
  if (x >= P || y >= P || (y * y - (x * x * x + A * x + B)) % P !== 0n) {
    throw new PkiError('SM2_KEY_INVALID', 'the public key is not a point of the SM2 curve');
  }
}
