import { hmacSm3 } from '../../../pki/sm3.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTH = 24;
const ENCODER = new TextEncoder();

/**
 * The serial of a licence: 24 characters of 0-9A-Z (124 bits) of HMAC-SM3 under a key outside the database, over the authority,
 * the type and the idempotency key. Nobody can enumerate identifiers, and what is sent again meets its own.
 */
export function licenceSerial(
  key: Uint8Array,
  order: { authority: string; licenceType: string; idempotencyKey: string },
): string {
  const mac = hmacSm3(
    key,
    ENCODER.encode(`licence-serial\0${order.authority}\0${order.licenceType}\0${order.idempotencyKey}`),
  );
  let rest = BigInt(`0x${Buffer.from(mac).toString('hex')}`);
  let serial = '';
  while (serial.length < LENGTH) {
    serial += ALPHABET[Number(rest % 36n)];
    rest /= 36n;
  }
  return serial;
}

/** Tells a repeated order from another one under the same idempotency key, without keeping what was ordered. */
export function orderMac(key: Uint8Array, canonicalOrder: string): string {
  return Buffer.from(hmacSm3(key, ENCODER.encode(`order\0${canonicalOrder}`))).toString('hex');
}
