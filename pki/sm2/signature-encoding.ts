import { PkiError } from '../errors.js';
import { ORDER } from './curve.js';

const HALF = 32;

/** r‖s, 64 bytes, as DER SEQUENCE { INTEGER r, INTEGER s }. Throws ENCODING_INVALID unless both lie in 1..n-1. */
export function rawToDer(raw: Uint8Array): Uint8Array {
  if (!isRawSignature(raw)) throw new PkiError('ENCODING_INVALID', 'a signature is 64 bytes r‖s, both in 1..n-1');
  const rStart = firstByte(raw, 0);
  const sStart = firstByte(raw, HALF);
  const rPad = pad(raw, rStart);
  const sPad = pad(raw, sStart);
  const rLength = HALF - rStart + rPad;
  const sLength = 2 * HALF - sStart + sPad;
  const der = new Uint8Array(6 + rLength + sLength);
  der[0] = 0x30;
  der[1] = 4 + rLength + sLength;
  der[2] = 0x02;
  der[3] = rLength;
  der.set(raw.subarray(rStart, HALF), 4 + rPad);
  der[4 + rLength] = 0x02;
  der[5 + rLength] = sLength;
  der.set(raw.subarray(sStart), 6 + rLength + sPad);
  return der;
}

/** The 64 bytes r‖s of a strict DER signature; undefined for anything else, padded integers and values outside 1..n-1 included. */
export function derToRaw(der: Uint8Array): Uint8Array | undefined {
  if (der.length > 72 || der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const raw = new Uint8Array(2 * HALF);
  const afterR = readInteger(der, 2, raw, HALF);
  if (afterR === undefined || readInteger(der, afterR, raw, 2 * HALF) !== der.length) return undefined;
  return isRawSignature(raw) ? raw : undefined;
}

/** 64 bytes with r and s in 1..n-1 (GB/T 32918.2 §7.1 a, b). */
export function isRawSignature(raw: Uint8Array): boolean {
  return raw.length === 2 * HALF && inRange(raw, 0) && inRange(raw, HALF);
}

/** Copies the INTEGER at `at` right-aligned before `end` of `into`; the offset after it, or undefined when it is not minimal or not positive. */
function readInteger(der: Uint8Array, at: number, into: Uint8Array, end: number): number | undefined {
  const length = der[at + 1];
  const first = der[at + 2];
  if (der[at] !== 0x02 || length === undefined || first === undefined || length === 0) return undefined;
  const next = at + 2 + length;
  if (next > der.length || first >= 0x80) return undefined;
  const padded = first === 0 ? 1 : 0;
  if (padded === 1 && (length === 1 || (der[at + 3] ?? 0) < 0x80)) return undefined;
  if (length - padded > HALF) return undefined;
  into.set(der.subarray(at + 2 + padded, next), end - (length - padded));
  return next;
}

function inRange(raw: Uint8Array, at: number): boolean {
  const value = raw.subarray(at, at + HALF);
  return value.some((byte) => byte !== 0) && Buffer.compare(value, ORDER) < 0;
}

/** The offset of the first byte of the half at `at` that is not zero. */
function firstByte(raw: Uint8Array, at: number): number {
  let start = at;
  while (raw[start] === 0) start += 1;
  return start;
}

/** One zero byte keeps a number with its top bit set positive. */
function pad(raw: Uint8Array, start: number): number {
  return (raw[start] ?? 0) >= 0x80 ? 1 : 0;
}
