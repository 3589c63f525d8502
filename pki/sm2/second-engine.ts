import { createHash } from 'node:crypto';
import { A, ORDER, P, Z_PREFIX } from './curve.js';

/**
 * Verification by GB/T 32918.2 §7.1 in plain arithmetic of big integers, sharing nothing with OpenSSL's curve or the accelerator: a witness
 * against both, for self-tests. Some thirty times as slow, and variable in time: it is for public data only. The point is taken to
 * lie on the curve.
 */
export function secondVerify(point65: Uint8Array, message: Uint8Array, signature64: Uint8Array): boolean {
  if (signature64.length !== 64) return false;
  const [r, s] = [numberOf(signature64.subarray(0, 32)), numberOf(signature64.subarray(32))];
  const t = mod(r + s, N);
  if (r < 1n || r >= N || s < 1n || s >= N || t === 0n) return false;
  const key: Point = [numberOf(point65.subarray(1, 33)), numberOf(point65.subarray(33)), 1n];
  const sum = add(times(s, BASE), times(t, key));
  return sum[2] !== 0n && mod(digestOf(point65, message) + affineX(sum), N) === r;
}

/** Jacobian: x = X/Z², y = Y/Z³; at infinity Z is 0. */
type Point = readonly [X: bigint, Y: bigint, Z: bigint];

const INFINITY: Point = [1n, 1n, 0n];
const N = numberOf(ORDER);
const BASE: Point = [numberOf(Z_PREFIX.subarray(-64, -32)), numberOf(Z_PREFIX.subarray(-32)), 1n];

/** e = SM3(Z‖M). */
function digestOf(point65: Uint8Array, message: Uint8Array): bigint {
  const z = createHash('sm3').update(Z_PREFIX).update(point65.subarray(1)).digest();
  return numberOf(createHash('sm3').update(z).update(message).digest());
}

function times(factor: bigint, point: Point): Point {
  let sum = INFINITY;
  for (const bit of factor.toString(2)) {
    sum = double(sum);
    if (bit === '1') sum = add(sum, point);
  }
  return sum;
}

/** GB/T 32918.1 annex A.1.2.3.2. */
function add(left: Point, right: Point): Point {
  const [x1, y1, z1] = left;
  const [x2, y2, z2] = right;
  if (z1 === 0n) return right;
  if (z2 === 0n) return left;
  const [zz1, zz2] = [mod(z1 * z1, P), mod(z2 * z2, P)];
  const [u1, s1] = [mod(x1 * zz2, P), mod(y1 * zz2 * z2, P)];
  const h = mod(x2 * zz1 - u1, P);
  const slope = mod(y2 * zz1 * z1 - s1, P);
  if (h === 0n) return slope === 0n ? double(left) : INFINITY;
  const hh = mod(h * h, P);
  const [v, hhh] = [mod(u1 * hh, P), mod(hh * h, P)];
  const x = mod(slope * slope - hhh - 2n * v, P);
  return [x, mod(slope * (v - x) - s1 * hhh, P), mod(h * z1 * z2, P)];
}

function double([x1, y1, z1]: Point): Point {
  const yy = mod(y1 * y1, P);
  const zz = mod(z1 * z1, P);
  const s = mod(4n * x1 * yy, P);
  const slope = mod(3n * x1 * x1 + A * zz * zz, P);
  const x = mod(slope * slope - 2n * s, P);
  return [x, mod(slope * (s - x) - 8n * yy * yy, P), mod(2n * y1 * z1, P)];
}

function affineX([x, , z]: Point): bigint {
  return mod(x * inverse(z * z), P);
}

/** By Euclid’s algorithm. */
function inverse(value: bigint): bigint {
  let [rest, next] = [mod(value, P), P];
  let [factor, nextFactor] = [1n, 0n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return mod(factor, P);
}

function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`);
}
