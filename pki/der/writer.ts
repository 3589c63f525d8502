import { TAG } from './tags.js';

/**
 * Encoders for DER. Each takes contents and gives one whole element. Values come from our own code: what cannot be encoded is a
 * mistake of the caller and throws RangeError or TypeError.
 */
export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const content of contents) length += content.length;
  const header = headerOf(tag, length);
  const out = new Uint8Array(header.length + length);
  out.set(header);
  let at = header.length;
  for (const content of contents) {
    out.set(content, at);
    at += content.length;
  }
  return out;
}

/** Identifier and length octets for a content of `length` bytes. */
export function headerOf(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(tag, 0x80 | octets.length, ...octets);
}

export const sequence = (...elements: readonly Uint8Array[]): Uint8Array => element(TAG.SEQUENCE, ...elements);

/** SET OF, in the order of the encodings (X.690 §11.6). */
export const setOf = (...elements: readonly Uint8Array[]): Uint8Array =>
  element(TAG.SET, ...[...elements].sort(Buffer.compare));

/** `[n] EXPLICIT`. */
export const explicit = (number: number, content: Uint8Array): Uint8Array => element(0xa0 | number, content);

/** `[n] IMPLICIT` over a primitive type, given its content octets. */
export const implicitPrimitive = (number: number, content: Uint8Array): Uint8Array => element(0x80 | number, content);

export const boolean = (value: boolean): Uint8Array => Uint8Array.of(TAG.BOOLEAN, 1, value ? 0xff : 0x00);

export const nullValue = (): Uint8Array => Uint8Array.of(TAG.NULL, 0);

export function integer(value: number | bigint): Uint8Array {
  let rest = BigInt(value);
  const octets: number[] = [];
  do {
    octets.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while (!((rest === 0n && (octets[0] as number) < 0x80) || (rest === -1n && (octets[0] as number) >= 0x80)));
  return element(TAG.INTEGER, Uint8Array.from(octets));
}

/** An INTEGER from the big-endian octets of an unsigned number. */
export function unsignedInteger(octets: Uint8Array): Uint8Array {
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from++;
  const magnitude = octets.subarray(from);
  if (magnitude.length === 0) throw new RangeError('no octets');
  return (magnitude[0] as number) >= 0x80
    ? element(TAG.INTEGER, Uint8Array.of(0), magnitude)
    : element(TAG.INTEGER, magnitude);
}

export const octetString = (octets: Uint8Array): Uint8Array => element(TAG.OCTET_STRING, octets);

/** A BIT STRING of whole octets. */
export const bitString = (octets: Uint8Array): Uint8Array => element(TAG.BIT_STRING, Uint8Array.of(0), octets);

/** A named bit list without trailing zero bits (X.690 §11.2.2). */
export function namedBits(bits: readonly number[]): Uint8Array {
  if (bits.length === 0) return element(TAG.BIT_STRING, Uint8Array.of(0));
  const highest = Math.max(...bits);
  const octets = new Uint8Array((highest >> 3) + 1);
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return element(TAG.BIT_STRING, Uint8Array.of(7 - (highest & 7)), octets);
}

export function oid(dotted: string): Uint8Array {
  if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(dotted)) throw new TypeError(`not an object identifier: ${dotted}`);
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  if (first < 2n && second >= 40n) throw new RangeError(`second arc above 39: ${dotted}`);
  return element(TAG.OID, Uint8Array.from([first * 40n + second, ...rest].flatMap(arcOctets)));
}

function arcOctets(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}

export function utf8String(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new TypeError('lone surrogate');
  return element(TAG.UTF8_STRING, Buffer.from(text, 'utf8'));
}

export function printableString(text: string): Uint8Array {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)) throw new TypeError('character outside PrintableString');
  return element(TAG.PRINTABLE_STRING, Buffer.from(text, 'latin1'));
}

export function ia5String(text: string): Uint8Array {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) throw new TypeError('character outside ASCII');
  return element(TAG.IA5_STRING, Buffer.from(text, 'latin1'));
}

/** UTCTime of whole seconds, 1950 through 2049. */
export function utcTime(at: number): Uint8Array {
  const text = timeText(at);
  const year = Number(text.slice(0, 4));
  if (year < 1950 || year >= 2050) throw new RangeError('UTCTime holds 1950 through 2049');
  return element(TAG.UTC_TIME, Buffer.from(text.slice(2), 'latin1'));
}

/** GeneralizedTime of whole seconds, years 0000 through 9999. */
export const generalizedTime = (at: number): Uint8Array =>
  element(TAG.GENERALIZED_TIME, Buffer.from(timeText(at), 'latin1'));

/** The Time of X.509 (RFC 5280 §4.1.2.5). */
export const x509Time = (at: number): Uint8Array =>
  new Date(at).getUTCFullYear() < 2050 ? utcTime(at) : generalizedTime(at);

function timeText(at: number): string {
  if (!Number.isFinite(at) || at % 1000 !== 0) throw new RangeError('time is not in whole seconds');
  const iso = new Date(at).toISOString();
  if (iso.length !== 24) throw new RangeError('year outside 0000 … 9999');
  return `${iso.slice(0, 19).replace(/[-:T]/g, '')}Z`;
}
