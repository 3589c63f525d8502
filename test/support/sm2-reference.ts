import { createHash } from 'node:crypto';

/**
 * SM2 straight from GB/T 32918.2 in BigInt arithmetic, sharing no code with pki/: slow, variable-time, an oracle only.
 * SM3 is node's, which test/pki/sm3.test.ts holds against the published vectors.
 */
export const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
export const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const a = p - 3n;
export const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
export const G: Point = {
  x: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  y: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

export interface Signature {
  readonly r: bigint;
  readonly s: bigint;
}

/** 32 bytes big-endian. */
export function bytes32(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}

export function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

export function publicPoint(d: bigint): Uint8Array {
  const point = multiply(d, G);
  if (point === undefined) throw new Error('d is a multiple of n');
  return Uint8Array.from([4, ...bytes32(point.x), ...bytes32(point.y)]);
}

export function zOf(point65: Uint8Array, userId: string): Uint8Array {
  const entl = Buffer.alloc(2);
  entl.writeUInt16BE(Buffer.byteLength(userId) * 8);
  const hash = createHash('sm3').update(entl).update(userId);
  for (const value of [a, b, G.x, G.y]) hash.update(bytes32(value));
  return hash.update(point65.subarray(1)).digest();
}

/** Undefined where §6.1 asks for another k. */
export function sign(d: bigint, k: bigint, message: Uint8Array, userId = '1234567812345678'): Signature | undefined {
  return signDigest(d, k, digest(publicPoint(d), message, userId));
}

/** The same for a given e. */
export function signDigest(d: bigint, k: bigint, e: bigint): Signature | undefined {
  const point = multiply(k, G);
  if (point === undefined) return undefined;
  const r = mod(e + point.x, n);
  if (r === 0n || r + k === n) return undefined;
  const s = mod(inverse(1n + d, n) * (k - r * d), n);
  return s === 0n ? undefined : { r, s };
}

export function verify(
  point65: Uint8Array,
  message: Uint8Array,
  signature: Signature,
  userId = '1234567812345678',
): boolean {
  return verifyDigest(point65, digest(point65, message, userId), signature);
}

/** The same for a given e. */
export function verifyDigest(point65: Uint8Array, e: bigint, { r, s }: Signature): boolean {
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const t = mod(r + s, n);
  if (t === 0n) return false;
  const key = { x: toBigInt(point65.subarray(1, 33)), y: toBigInt(point65.subarray(33)) };
  const point = add(multiply(s, G), multiply(t, key));
  return point !== undefined && mod(e + point.x, n) === r;
}

export function digest(point65: Uint8Array, message: Uint8Array, userId = '1234567812345678'): bigint {
  return toBigInt(createHash('sm3').update(zOf(point65, userId)).update(message).digest());
}

/** The point with this x and the smaller y; undefined where there is none. As p = 3 mod 4, a root is a (p + 1) / 4-th power. */
export function pointAt(x: bigint): Point | undefined {
  const square = mod(x * x * x + a * x + b, p);
  let [root, power] = [1n, square];
  for (let rest = (p + 1n) / 4n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) root = mod(root * power, p);
    power = mod(power * power, p);
  }
  if (mod(root * root, p) !== square) return undefined;
  return { x, y: root < p - root ? root : p - root };
}

export function opposite({ x, y }: Point): Point {
  return { x, y: mod(-y, p) };
}

/** 65 bytes 04‖x‖y. */
export function pointBytes({ x, y }: Point): Uint8Array {
  return Uint8Array.from([4, ...bytes32(x), ...bytes32(y)]);
}

export function multiply(factor: bigint, point: Point): Point | undefined {
  let sum = INFINITY;
  const addend: Jacobian = [point.x, point.y, 1n];
  for (const bit of factor.toString(2)) {
    sum = doubled(sum);
    if (bit === '1') sum = sumOf(sum, addend);
  }
  const [x, y, z] = sum;
  if (z === 0n) return undefined;
  const [inverted, square] = [inverse(z, p), inverse(z * z, p)];
  return { x: mod(x * square, p), y: mod(y * square * inverted, p) };
}

/** x = X/Z², y = Y/Z³, which spares an inversion for every bit; at infinity Z is 0 (GB/T 32918.1 annex A.1.2.3.2). */
type Jacobian = readonly [X: bigint, Y: bigint, Z: bigint];
const INFINITY: Jacobian = [1n, 1n, 0n];

function doubled([x, y, z]: Jacobian): Jacobian {
  const l1 = mod(3n * x * x + a * z ** 4n, p);
  const l2 = mod(4n * x * y * y, p);
  const x3 = mod(l1 * l1 - 2n * l2, p);
  return [x3, mod(l1 * (l2 - x3) - 8n * y ** 4n, p), mod(2n * y * z, p)];
}

function sumOf(left: Jacobian, right: Jacobian): Jacobian {
  const [[x1, y1, z1], [x2, y2, z2]] = [left, right];
  if (z1 === 0n) return right;
  if (z2 === 0n) return left;
  const [l1, l2] = [mod(x1 * z2 * z2, p), mod(x2 * z1 * z1, p)];
  const [l4, l5] = [mod(y1 * z2 ** 3n, p), mod(y2 * z1 ** 3n, p)];
  const [l3, l6] = [mod(l1 - l2, p), mod(l4 - l5, p)];
  if (l3 === 0n) return l6 === 0n ? doubled(left) : INFINITY;
  const [l33, l333] = [mod(l3 * l3, p), mod(l3 * l3 * l3, p)];
  const x3 = mod(l6 * l6 - (l1 + l2) * l33, p);
  return [x3, mod(l6 * (l1 * l33 - x3) - l4 * l333, p), mod(z1 * z2 * l3, p)];
}

/** Undefined is the point at infinity. */
export function add(left: Point | undefined, right: Point | undefined): Point | undefined {
  if (left === undefined) return right;
  if (right === undefined) return left;
  if (left.x === right.x && mod(left.y + right.y, p) === 0n) return undefined;
  const slope =
    left.x === right.x
      ? mod((3n * left.x * left.x + a) * inverse(2n * left.y, p), p)
      : mod((right.y - left.y) * inverse(right.x - left.x, p), p);
  const x = mod(slope * slope - left.x - right.x, p);
  return { x, y: mod(slope * (left.x - x) - left.y, p) };
}

export function inverse(value: bigint, modulus: bigint): bigint {
  let [oldR, r, oldS, s] = [mod(value, modulus), modulus, 1n, 0n];
  while (r !== 0n) {
    const quotient = oldR / r;
    [oldR, r, oldS, s] = [r, oldR - quotient * r, s, oldS - quotient * s];
  }
  return mod(oldS, modulus);
}

export function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}
