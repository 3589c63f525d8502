import { bytes32, type Signature } from '../support/sm2-reference.js';
import { concat, hex } from './signing.js';

/** One element with its length as DER writes it. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concat(...contents);
  return concat(Uint8Array.of(tag), lengthOf(content.length), content);
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  return length < 0x100 ? Uint8Array.of(0x81, length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
}

/** The content of an INTEGER: two's complement in the fewest octets. */
export function contentOf(value: bigint): Uint8Array {
  let octets = 1;
  while (BigInt.asIntN(8 * octets, value) !== value) octets += 1;
  return hex(
    BigInt.asUintN(8 * octets, value)
      .toString(16)
      .padStart(2 * octets, '0'),
  );
}

export const integer = (value: bigint): Uint8Array => tlv(0x02, contentOf(value));
export const sequence = (...elements: readonly Uint8Array[]): Uint8Array => tlv(0x30, ...elements);

/** SEQUENCE { r, s } of any two values. */
export const derOf = ({ r, s }: Signature): Uint8Array => sequence(integer(r), integer(s));
/** r‖s, each at least 32 bytes. */
export const rawOf = ({ r, s }: Signature): Uint8Array => concat(bytes32(r), bytes32(s));

const EC_PUBLIC_KEY = hex('0607 2a8648ce3d0201');
export const SM2_CURVE = hex('0608 2a811ccf5501822d');

/** SubjectPublicKeyInfo of any point octets; the curve is SM2's, named, unless other parameters are given. */
export function spkiOf(point: Uint8Array, parameters: Uint8Array = SM2_CURVE, algorithm = EC_PUBLIC_KEY): Uint8Array {
  return sequence(sequence(algorithm, parameters), tlv(0x03, Uint8Array.of(0), point));
}
