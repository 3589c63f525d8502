import type { Signature } from '../support/sm2-reference.js';
import { contentOf, derOf, integer, rawOf, sequence, spkiOf, tlv } from './der.js';
import type { Flag } from './flags.js';
import { concat, DEFAULT_ID, findSignature, hex, keyOf, scalarOf, text } from './signing.js';
import { type Group, invalid, type Vector, valid } from './vector.js';

const key = keyOf(scalarOf('sm2 vectors: key for encodings'));
const message = text('one signature has one encoding');
const TOP = 1n << 255n;
/** Both with the top bit set: a zero octet stands before each. */
const high = findSignature(key, message, 0, ({ r, s }) => r >= TOP && s >= TOP);
/** Neither. */
const low = findSignature(key, message, 14, ({ r, s }) => r < TOP && s < TOP);
/** r, and then s, that have no sign octet in 31 octets. */
const shortR = findSignature(key, message, 475, ({ r }) => r >> 247n === 0n);
const shortS = findSignature(key, message, 827, ({ s }) => s >> 247n === 0n);

type Forms = Readonly<Record<string, Uint8Array>>;

/** Length octets for `length` in another form than DER's. */
const LENGTHS: Readonly<Record<string, (length: number) => readonly number[]>> = {
  'one octet more': (length) => [0x81, length],
  'two octets more': (length) => [0x82, 0, length],
  'four octets more': (length) => [0x84, 0, 0, 0, length],
  'nine octets more': (length) => [0x89, 0, 0, 0, 0, 0, 0, 0, 0, length],
};
const WRONG_LENGTHS: Readonly<Record<string, (length: number) => readonly number[]>> = {
  'one too large': (length) => [length + 1],
  'one too small': (length) => [length - 1],
  '0': () => [0],
  '2^32 too large': (length) => [0x85, 1, 0, 0, 0, length],
  '2^64 too large': (length) => [0x89, 1, 0, 0, 0, 0, 0, 0, 0, length],
  '2^31-1': () => [0x84, 0x7f, 0xff, 0xff, 0xff],
  '2^32-1': () => [0x84, 0xff, 0xff, 0xff, 0xff],
  '2^64-1': () => [0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  reserved: () => [0xff],
};
const TAGS: Readonly<Record<string, number>> = {
  'end of contents': 0x00,
  BOOLEAN: 0x01,
  'BIT STRING': 0x03,
  'OCTET STRING': 0x04,
  NULL: 0x05,
  ENUMERATED: 0x0a,
  SET: 0x31,
  'a context tag': 0x82,
  'an application tag': 0x42,
  ff: 0xff,
};

const withLength = (element: Uint8Array, length: readonly number[]): Uint8Array =>
  Uint8Array.of(element[0] ?? 0, ...length, ...element.subarray(2));
const withTag = (element: Uint8Array, tag: number): Uint8Array => Uint8Array.of(tag, ...element.subarray(1));

/** The same change made to the SEQUENCE, to r, and to s. */
function everywhere({ r, s }: Signature, name: string, change: (element: Uint8Array) => Uint8Array): Forms {
  return {
    [`the SEQUENCE: ${name}`]: change(derOf({ r, s })),
    [`r: ${name}`]: sequence(change(integer(r)), integer(s)),
    [`s: ${name}`]: sequence(integer(r), change(integer(s))),
  };
}

function ber(signature: Signature): Forms {
  const { r, s } = signature;
  const padded = (value: bigint, zeros: number) => tlv(0x02, new Uint8Array(zeros), contentOf(value));
  const constructed = (value: bigint) => tlv(0x22, integer(value));
  return {
    ...Object.assign(
      {},
      ...Object.entries(LENGTHS).map(([name, octets]) =>
        everywhere(signature, `a length of ${name}`, (element) => withLength(element, octets(element.length - 2))),
      ),
    ),
    'the SEQUENCE: indefinite length': concat(hex('3080'), integer(r), integer(s), hex('0000')),
    'the SEQUENCE: indefinite length without an end': concat(hex('3080'), integer(r), integer(s)),
    'r: constructed': sequence(constructed(r), integer(s)),
    's: constructed': sequence(integer(r), constructed(s)),
    'r: constructed, indefinite length': sequence(concat(hex('2280'), integer(r), hex('0000')), integer(s)),
    'r: a zero octet more': sequence(padded(r, 1), integer(s)),
    's: a zero octet more': sequence(integer(r), padded(s, 1)),
    'r and s: a zero octet more': sequence(padded(r, 1), padded(s, 1)),
    'r: 100 zero octets more': sequence(padded(r, 100), integer(s)),
    's: 40 zero octets more': sequence(integer(r), padded(s, 40)),
    'the tag of the SEQUENCE in the form for high numbers': concat(hex('3f10'), derOf(signature).subarray(1)),
  };
}

function malformed(signature: Signature): Forms {
  const { r, s } = signature;
  const der = derOf(signature);
  const inside = (...more: readonly Uint8Array[]) => sequence(integer(r), integer(s), ...more);
  return {
    ...Object.assign(
      {},
      ...Object.entries(WRONG_LENGTHS).map(([name, octets]) =>
        everywhere(signature, `length ${name}`, (element) => withLength(element, octets(element.length - 2))),
      ),
      ...Object.entries(TAGS).map(([name, tag]) =>
        everywhere(signature, `${name} for a tag`, (element) => withTag(element, tag)),
      ),
    ),
    'the SEQUENCE: primitive': withTag(der, 0x10),
    'an empty SEQUENCE': hex('3000'),
    'a SEQUENCE of r only': sequence(integer(r)),
    'r: no octets': sequence(hex('0200'), integer(s)),
    's: no octets': sequence(integer(r), hex('0200')),
    'r and s: no octets': hex('3004 0200 0200'),
    'r: NULL in its place': sequence(hex('0500'), integer(s)),
    's: NULL in its place': sequence(integer(r), hex('0500')),
    'r: the REAL 1 in its place': sequence(hex('0903 800001'), integer(s)),
    's: a text in its place': sequence(integer(r), tlv(0x0c, text('1'))),
    'r: a SEQUENCE around it': sequence(sequence(integer(r)), integer(s)),
    'a SEQUENCE around the SEQUENCE': sequence(der),
    'an OCTET STRING around the SEQUENCE': tlv(0x04, der),
    'a BIT STRING around the SEQUENCE': tlv(0x03, Uint8Array.of(0), der),
    'an OCTET STRING of r‖s': tlv(0x04, rawOf(signature)),
    'a third INTEGER': inside(integer(1n)),
    'NULL after s': inside(hex('0500')),
    'a zero octet after s': inside(hex('00')),
    'an end of contents after s': inside(hex('0000')),
    'the signature twice inside': inside(integer(r), integer(s)),
    'a version before r': sequence(integer(1n), integer(r), integer(s)),
    'a zero octet before r': sequence(hex('00'), integer(r), integer(s)),
    'a zero octet after the end': concat(der, hex('00')),
    'an end of contents after the end': concat(der, hex('0000')),
    'NULL after the end': concat(der, hex('0500')),
    'a line feed after the end': concat(der, hex('0a')),
    'the signature twice': concat(der, der),
    'a zero octet before it': concat(hex('00'), der),
    'no octets': new Uint8Array(),
    'a zero octet': hex('00'),
    'the tag only': hex('30'),
    'the header only': der.subarray(0, 2),
    'cut off in r': der.subarray(0, 20),
    'cut off after r': der.subarray(0, 4 + (der[3] ?? 0)),
    'cut off in s': der.subarray(0, -9),
    'the last octet missing': der.subarray(0, -1),
    'the first octet missing': der.subarray(1),
    'r‖s': rawOf(signature),
    '04‖r‖s': concat(hex('04'), rawOf(signature)),
    'its hexadecimal text': text(Buffer.from(der).toString('hex')),
    'its base64 text': text(Buffer.from(der).toString('base64')),
    '72 zero octets': new Uint8Array(72),
    '72 octets ff': new Uint8Array(72).fill(0xff),
    'a SEQUENCE within a SEQUENCE 500 times': nested(500),
  };
}

function nested(depth: number): Uint8Array {
  let inner = new Uint8Array();
  for (let level = 0; level < depth; level += 1) inner = Uint8Array.from(sequence(inner));
  return inner;
}

/** DER (X.690 §8.3, §10.1) allows one encoding. */
export function encodings(): Group {
  const all = (forms: Forms, flag: Flag): Vector[] =>
    Object.entries(forms).map(([name, form]) => invalid(name, message, form, flag));
  const signOctets = {
    'r and s without the zero octet: negative': sequence(
      tlv(0x02, contentOf(high.r).subarray(1)),
      tlv(0x02, contentOf(high.s).subarray(1)),
    ),
    'r without the zero octet: negative': sequence(tlv(0x02, contentOf(high.r).subarray(1)), integer(high.s)),
    's without the zero octet: negative': sequence(integer(high.r), tlv(0x02, contentOf(high.s).subarray(1))),
  };
  const filled = (value: bigint) => tlv(0x02, hex(value.toString(16).padStart(64, '0')));
  return {
    type: 'Sm2Verify',
    spki: spkiOf(key.point),
    userId: DEFAULT_ID,
    vectors: [
      valid('r and s with the top bit set', message, derOf(high), 'Twin'),
      valid('r and s without the top bit', message, derOf(low), 'Twin'),
      valid('a short r', message, derOf(shortR), 'Twin'),
      valid('a short s', message, derOf(shortS), 'Twin'),
      ...all(ber(low), 'BerEncoding'),
      ...all({ 'a short r filled to 32 octets': sequence(filled(shortR.r), integer(shortR.s)) }, 'BerEncoding'),
      ...all({ 'a short s filled to 32 octets': sequence(integer(shortS.r), filled(shortS.s)) }, 'BerEncoding'),
      ...all(signOctets, 'MissingZero'),
      ...all(malformed(high), 'InvalidEncoding'),
    ],
  };
}
