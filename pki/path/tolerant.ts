import { childrenOf, type DerCursor, type DerNode, expectTag, malformed, open } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readGeneralizedTime, readUtcTime } from '../der/times.js';
import { readBitString, readBoolean, readIntegerContent } from '../der/values.js';
import type { NoteDeviation } from './deviations.js';

/** BOOLEAN DEFAULT FALSE, if it comes next; an encoded default is a deviation. @throws PkiError DER_MALFORMED */
export function readDefaultFalse(cursor: DerCursor, note: NoteDeviation, tag: number = TAG.BOOLEAN): boolean {
  const node = cursor.optional(tag);
  if (node === undefined) return false;
  const value = tag === TAG.BOOLEAN ? readBoolean(node) : readImplicitBoolean(node);
  if (!value) note('DER_DEFAULT_ENCODED');
  return value;
}

function readImplicitBoolean(node: DerNode): boolean {
  const octet = node.bytes[node.contentStart];
  if (node.length !== 1 || (octet !== 0x00 && octet !== 0xff)) throw malformed('BOOLEAN is neither 00 nor FF');
  return octet === 0xff;
}

/** Numbers of the bits set in a named bit list, with or without trailing zero bits. @throws PkiError DER_MALFORMED */
export function readNamedBitsOf(node: DerNode, note: NoteDeviation): number[] {
  return bitsOf(readBitString(node), note);
}

/** The same for `[n] IMPLICIT`. @throws PkiError DER_MALFORMED */
export function readImplicitNamedBits(node: DerNode, note: NoteDeviation): number[] {
  const unusedBits = node.bytes[node.contentStart];
  const octets = node.bytes.subarray(node.contentStart + 1, node.end);
  if (node.length === 0 || unusedBits === undefined || unusedBits > 7 || (octets.length === 0 && unusedBits !== 0)) {
    throw malformed('BIT STRING miscounts its unused bits');
  }
  if (octets.length > 0 && ((octets.at(-1) ?? 0) & ((1 << unusedBits) - 1)) !== 0) {
    throw malformed('BIT STRING has unused bits set');
  }
  return bitsOf({ unusedBits, octets }, note);
}

// Every named bit list of RFC 5280 and RFC 6960 has nine bits at most.
const LONGEST_BIT_LIST = 4;

function bitsOf({ unusedBits, octets }: { unusedBits: number; octets: Uint8Array }, note: NoteDeviation): number[] {
  if (octets.length > LONGEST_BIT_LIST) throw malformed('named bit list of more than 32 bits');
  const last = octets.at(-1);
  if (last !== undefined && ((last >> unusedBits) & 1) === 0) note('DER_NAMED_BITS_TRAILING_ZEROS');
  const bits: number[] = [];
  for (let i = 0; i < octets.length * 8; i++) if (((octets[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0) bits.push(i);
  return bits;
}

/** The elements of a SET OF in any order. @throws PkiError DER_MALFORMED */
export function readSetOfAnyOrder(node: DerNode, note: NoteDeviation): DerNode[] {
  const elements = childrenOf(expectTag(node, TAG.SET));
  for (let i = 1; i < elements.length; i++) {
    const [before, after] = [elements[i - 1], elements[i]];
    if (before !== undefined && after !== undefined && Buffer.compare(before.raw, after.raw) > 0) note('DER_SET_ORDER');
  }
  return elements;
}

/** Elements of a SEQUENCE SIZE (1..MAX) OF. @throws PkiError DER_MALFORMED */
export function readSequenceOf(node: DerNode, tag: number = TAG.SEQUENCE): DerNode[] {
  const cursor = open(node, tag);
  if (cursor.done) throw malformed('list without an element');
  const elements: DerNode[] = [];
  while (!cursor.done) elements.push(cursor.next());
  return elements;
}

const FIRST_GENERALIZED = Date.UTC(2050, 0, 1);

/** The Time of X.509, in milliseconds since 1970; NIST's suite has GeneralizedTime before 2050. @throws PkiError DER_MALFORMED */
export function readTime(node: DerNode, note: NoteDeviation): number {
  if (node.tag === TAG.UTC_TIME) return readUtcTime(node);
  const at = readGeneralizedTime(node);
  if (at < FIRST_GENERALIZED) note('TIME_GENERALIZED_BEFORE_2050');
  return at;
}

/**
 * A serial number as text that is equal for equal numbers: lower-case hex of the magnitude, two digits an octet, with `-` before a
 * negative number and `00` for zero. The positive ones read as `X509Certificate.serialNumber`. @throws PkiError DER_MALFORMED
 */
export function readSerialNumber(node: DerNode): string {
  const content = readIntegerContent(node);
  const first = content[0] ?? 0;
  if (first >= 0x80) {
    const magnitude = -BigInt.asIntN(8 * content.length, BigInt(`0x${hex(content)}`));
    const digits = magnitude.toString(16);
    return `-${digits.length % 2 === 0 ? digits : `0${digits}`}`;
  }
  return hex(first === 0 && content.length > 1 ? content.subarray(1) : content);
}

export function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex');
}
