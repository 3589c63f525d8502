import { PkiError } from '../errors.js';

/** RFC 4648 §5 without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/**
 * The bytes of unpadded base64url, exactly `length` of them when it is given. Throws ENCODING_INVALID for padding, other
 * characters and trailing bits that are not zero: one value has one spelling.
 */
export function decodeBase64url(text: string, length?: number): Uint8Array {
  const decoded = Buffer.from(text, 'base64url');
  // node skips what it does not know; only the one right spelling comes back unchanged.
  if (decoded.toString('base64url') !== text) throw new PkiError('ENCODING_INVALID', 'not unpadded base64url');
  if (length !== undefined && decoded.length !== length) {
    throw new PkiError('ENCODING_INVALID', `${decoded.length} bytes of base64url instead of ${length}`);
  }
  return Uint8Array.from(decoded);
}
