import { bytes32, n, p } from '../support/sm2-reference.js';
import { derOf, rawOf, spkiOf } from './der.js';
import { concat, DEFAULT_ID, findSignature, hex, keyOf, scalarOf, text } from './signing.js';
import { type Group, invalid, valid } from './vector.js';

const key = keyOf(scalarOf('sm2 vectors: key for raw signatures'));
const message = text('r and s of 32 octets each');
const good = findSignature(key, message, 0, ({ r, s }) => r >> 248n !== 0n && s >> 248n !== 0n);
const shortR = findSignature(key, message, 523, ({ r }) => r >> 248n === 0n);
const shortS = findSignature(key, message, 196, ({ s }) => s >> 248n === 0n);
const LARGEST = (1n << 256n) - 1n;

/** The form of GB/T 35275 raw fields, JOSE and IEEE P1363: r‖s. */
export function rawSignatures(): Group {
  const { r, s } = good;
  const [rOctets, sOctets] = [bytes32(r), bytes32(s)];
  const raw = rawOf(good);
  const outside: Readonly<Record<string, bigint>> = {
    '0': 0n,
    n: n,
    'n+1': n + 1n,
    p: p,
    '2^256-1': LARGEST,
  };
  const inside: Readonly<Record<string, bigint>> = { '1': 1n, 'n-1': n - 1n };
  const forms: Readonly<Record<string, Uint8Array>> = {
    'no octets': new Uint8Array(),
    'one octet': hex('00'),
    'r only': rOctets,
    'the last octet missing': raw.subarray(0, -1),
    'the first octet missing': raw.subarray(1),
    'a zero octet after it': concat(raw, hex('00')),
    'a zero octet before it': concat(hex('00'), raw),
    '04 before it': concat(hex('04'), raw),
    'r and s of 33 octets': concat(hex('00'), rOctets, hex('00'), sOctets),
    'r and s of 48 octets': concat(new Uint8Array(16), rOctets, new Uint8Array(16), sOctets),
    'r and s of 64 octets': concat(new Uint8Array(32), rOctets, new Uint8Array(32), sOctets),
    'a short r without its zero octet': rawOf(shortR).subarray(1),
    'a short s without its zero octet': concat(bytes32(shortS.r), bytes32(shortS.s).subarray(1)),
    'the octets of r and s in reverse': concat(rOctets.toReversed(), sOctets.toReversed()),
    'the signature twice': concat(raw, raw),
    DER: derOf(good),
    'DER before 64 octets': concat(derOf(good), raw).subarray(0, 64),
    'its hexadecimal text': text(Buffer.from(raw).toString('hex')),
    'its base64 text': text(Buffer.from(raw).toString('base64')),
  };
  const changed = (comment: string, r: bigint, s: bigint, flag: 'RangeCheck' | 'ModifiedInteger' | 'ZeroSum') =>
    invalid(comment, message, rawOf({ r, s }), flag);
  return {
    type: 'Sm2P1363Verify',
    spki: spkiOf(key.point),
    userId: DEFAULT_ID,
    vectors: [
      valid('the good twin', message, raw, 'Twin'),
      valid('a short r with its zero octet', message, rawOf(shortR), 'Twin'),
      valid('a short s with its zero octet', message, rawOf(shortS), 'Twin'),
      ...Object.entries(outside).flatMap(([name, value]) => [
        changed(`r = ${name}`, value, s, 'RangeCheck'),
        changed(`s = ${name}`, r, value, 'RangeCheck'),
        changed(`r = s = ${name}`, value, value, 'RangeCheck'),
      ]),
      ...Object.entries(inside).flatMap(([name, value]) => [
        changed(`r = ${name}`, value, s, 'ModifiedInteger'),
        changed(`s = ${name}`, r, value, 'ModifiedInteger'),
      ]),
      changed('r and s exchanged', s, r, 'ModifiedInteger'),
      changed('n minus s', r, n - s, 'ModifiedInteger'),
      changed('n minus r', n - r, s, 'ModifiedInteger'),
      changed('s = n - r, so that t = 0', r, n - r, 'ZeroSum'),
      ...Object.entries(forms).map(([name, form]) => invalid(name, message, form, 'InvalidEncoding')),
    ],
  };
}
