import { PkiError } from '../errors.js';

/** Lower-case hex. */
export function encodeHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The bytes of lower-case hex, exactly `length` of them when it is given. Throws ENCODING_INVALID for anything else, capitals included. */
export function decodeHex(text: string, length?: number): Uint8Array {
  const decoded = Buffer.from(text, 'hex');
  // node stops at the first character it does not know; only the one right spelling comes back unchanged.
  if (decoded.toString('hex') !== text) throw new PkiError('ENCODING_INVALID', 'not lower-case hex');
  if (length !== undefined && decoded.length !== length) {
    throw new PkiError('ENCODING_INVALID', `${decoded.length} bytes of hex instead of ${length}`);
  }
  return Uint8Array.from(decoded);
}
