import { createHash } from 'node:crypto';
import {
  b,
  bytes32,
  G,
  mod,
  n,
  type Point,
  p,
  publicPoint,
  type Signature,
  signDigest,
  toBigInt,
} from '../support/sm2-reference.js';

/** A key whose scalar everybody can compute: it protects nothing. */
export interface TestKey {
  readonly d: bigint;
  /** 65 bytes 04‖x‖y. */
  readonly point: Uint8Array;
}

export const DEFAULT_ID = Buffer.from('1234567812345678');
/** The longest id whose bits ENTL, two octets, can count. */
export const LONGEST_ID = 8191;

export const hex = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'));
export const text = (letters: string): Uint8Array => Uint8Array.from(Buffer.from(letters));
export const concat = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** A number in 1..n-2 that follows from its label. */
export function scalarOf(label: string): bigint {
  return 1n + mod(toBigInt(hashOf(text(label))), n - 2n);
}

export function keyOf(d: bigint): TestKey {
  return { d, point: publicPoint(d) };
}

export function hashOf(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    createHash('sm3')
      .update(concat(...parts))
      .digest(),
  );
}

/** What Z hashes after ENTL and the id: a, b, G and the key (GB/T 32918.2 §5.5). */
export function parametersOf(point: Uint8Array, base: Point = G): Uint8Array {
  return concat(...[p - 3n, b, base.x, base.y].map(bytes32), point.subarray(1));
}

/** Z; of an id that is too long, what an implementation computes that lets the count of bits overflow. */
export function zOf(point: Uint8Array, id: Uint8Array = DEFAULT_ID, base: Point = G): Uint8Array {
  const bits = (8 * id.length) % 0x10000;
  return hashOf(Uint8Array.of(bits >> 8, bits & 0xff), id, parametersOf(point, base));
}

export function digestOf(point: Uint8Array, message: Uint8Array, id: Uint8Array = DEFAULT_ID): bigint {
  return toBigInt(hashOf(zOf(point, id), message));
}

/** The signature of e whose nonce follows from the label. */
export function signatureOf({ d }: TestKey, e: bigint, label: string): Signature {
  return made(signDigest(d, scalarOf(`nonce ${label}`), e));
}

export function signMessage(key: TestKey, message: Uint8Array, label: string, id: Uint8Array = DEFAULT_ID): Signature {
  return signatureOf(key, digestOf(key.point, message, id), label);
}

/** A signature whose r or s is rare; `count` is the first of the nonces that follow from the label to give one, known beforehand. */
export function findSignature(
  key: TestKey,
  message: Uint8Array,
  count: number,
  isWanted: (signature: Signature) => boolean,
): Signature {
  const signature = signMessage(key, message, `search ${count}`);
  if (!isWanted(signature)) throw new Error(`nonce ${count} gives another signature`);
  return signature;
}

/** What is there for the constants of this folder. */
export function made<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the constants of this vector give none');
  return value;
}
