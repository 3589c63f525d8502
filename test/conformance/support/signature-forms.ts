import { element, sequence } from '../../../pki/der/writer.js';

/** An INTEGER of a value of any sign and size, in the fewest octets (X.690 §8.3). */
export function integerOf(value: bigint): Uint8Array {
  return element(0x02, contentOf(value));
}

/** DER SEQUENCE { r, s } of any two values. */
export function derOf(r: bigint, s: bigint): Uint8Array {
  return sequence(integerOf(r), integerOf(s));
}

/** Two's complement in the fewest octets. */
function contentOf(value: bigint): Uint8Array {
  let octets = 1;
  while (BigInt.asIntN(8 * octets, value) !== value) octets += 1;
  const text = BigInt.asUintN(8 * octets, value).toString(16);
  return Uint8Array.from(Buffer.from(text.padStart(2 * octets, '0'), 'hex'));
}
