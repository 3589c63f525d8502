import { type DerNode, expectTag, malformed } from './reader.js';
import { TAG } from './tags.js';

/** @throws PkiError DER_MALFORMED, like every reader of this file, when tag or content break DER. */
export function readBoolean(node: DerNode): boolean {
  expectTag(node, TAG.BOOLEAN);
  const octet = node.bytes[node.contentStart];
  // X.690 §11.1: TRUE is FF, nothing else.
  if (node.length !== 1 || (octet !== 0x00 && octet !== 0xff)) throw malformed('BOOLEAN is neither 00 nor FF');
  return octet === 0xff;
}

export function readNull(node: DerNode): void {
  expectTag(node, TAG.NULL);
  if (node.length !== 0) throw malformed('NULL with content');
}

/** The content octets of an INTEGER, two's complement, checked to be minimal (X.690 §8.3.2). */
export function readIntegerContent(node: DerNode): Uint8Array {
  expectTag(node, TAG.INTEGER);
  const content = node.content;
  const [first, second] = content;
  if (first === undefined) throw malformed('INTEGER without content');
  if (second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw malformed('INTEGER not minimal');
  }
  return content;
}

export function readInteger(node: DerNode): bigint {
  const content = readIntegerContent(node);
  const magnitude = BigInt(`0x${hex(content)}`);
  return (content[0] as number) >= 0x80 ? magnitude - (1n << BigInt(8 * content.length)) : magnitude;
}

/** An INTEGER between 0 and 2^31 − 1: versions, sizes, path lengths. */
export function readSmallInteger(node: DerNode): number {
  const content = readIntegerContent(node);
  if (content.length > 4 || (content[0] as number) >= 0x80) throw malformed('INTEGER outside 0 … 2^31-1');
  let value = 0;
  for (const octet of content) value = value * 256 + octet;
  return value;
}

/** A positive INTEGER as hex of its magnitude, two digits an octet: serial numbers. */
export function readPositiveIntegerHex(node: DerNode): string {
  const content = readIntegerContent(node);
  const first = content[0] as number; // readIntegerContent refuses empty content
  if (first >= 0x80 || (first === 0 && content.length === 1)) throw malformed('INTEGER not positive');
  return hex(first === 0 ? content.subarray(1) : content);
}

export function readOctetString(node: DerNode): Uint8Array {
  return expectTag(node, TAG.OCTET_STRING).content;
}

/** A BIT STRING that holds whole octets (signatures, keys, digests). */
export function readBitStringOctets(node: DerNode): Uint8Array {
  const { unusedBits, octets } = readBitString(node);
  if (unusedBits !== 0) throw malformed('BIT STRING does not hold whole octets');
  return octets;
}

export function readBitString(node: DerNode): { unusedBits: number; octets: Uint8Array } {
  expectTag(node, TAG.BIT_STRING);
  const unusedBits = node.bytes[node.contentStart];
  if (node.length === 0 || unusedBits === undefined) throw malformed('BIT STRING without content');
  const octets = node.bytes.subarray(node.contentStart + 1, node.end);
  if (unusedBits > 7 || (octets.length === 0 && unusedBits !== 0))
    throw malformed('BIT STRING miscounts its unused bits');
  // X.690 §11.2.1: unused bits are zero.
  if (octets.length > 0 && ((octets.at(-1) ?? 0) & ((1 << unusedBits) - 1)) !== 0) {
    throw malformed('BIT STRING has unused bits set');
  }
  return { unusedBits, octets };
}

/** Numbers of the bits set in a named bit list; trailing zero bits are refused (X.690 §11.2.2). */
export function readNamedBits(node: DerNode): number[] {
  const { unusedBits, octets } = readBitString(node);
  const last = octets.at(-1);
  if (last !== undefined && ((last >> unusedBits) & 1) === 0) throw malformed('named bit list has trailing zero bits');
  const bits: number[] = [];
  for (let i = 0; i < octets.length * 8; i++) {
    if (((octets[i >> 3] as number) & (0x80 >> (i & 7))) !== 0) bits.push(i);
  }
  return bits;
}

// 2.25 holds 128 bits, which is 19 octets; a limit keeps the arithmetic on hostile input short.
const MAX_ARC_OCTETS = 20;

/** Dotted form. Arcs up to 140 bits. */
export function readOid(node: DerNode): string {
  expectTag(node, TAG.OID);
  const { bytes, contentStart, end } = node;
  if (contentStart === end) throw malformed('OBJECT IDENTIFIER without content');
  if (((bytes[end - 1] as number) & 0x80) !== 0) throw malformed('OBJECT IDENTIFIER cut off');
  let text = '';
  let at = contentStart;
  while (at < end) {
    // X.690 §8.19.2: the leading octet of an arc is not 80.
    if (bytes[at] === 0x80) throw malformed('OBJECT IDENTIFIER arc not minimal');
    const from = at;
    let small = 0;
    let octet = 0x80;
    while ((octet & 0x80) !== 0) {
      octet = bytes[at++] as number; // the last octet, checked above, ends every arc
      small = small * 128 + (octet & 0x7f);
    }
    if (at - from > MAX_ARC_OCTETS) throw malformed('OBJECT IDENTIFIER arc too long');
    const arc = at - from <= 7 ? small : bigArc(bytes.subarray(from, at));
    text = text === '' ? firstArcs(arc) : `${text}.${arc}`;
  }
  return text;
}

function bigArc(octets: Uint8Array): bigint {
  let arc = 0n;
  for (const octet of octets) arc = (arc << 7n) | BigInt(octet & 0x7f);
  return arc;
}

function firstArcs(arc: number | bigint): string {
  if (arc < 40) return `0.${arc}`;
  if (arc < 80) return `1.${Number(arc) - 40}`;
  return typeof arc === 'bigint' ? `2.${arc - 80n}` : `2.${arc - 80}`;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex');
}
