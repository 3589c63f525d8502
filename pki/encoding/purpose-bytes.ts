import { PkiError } from '../errors.js';

const PURPOSE = /^[a-z][a-z0-9-]{0,63}$/;
/** There are some twenty purposes; every hash and every signature asks for one. */
const REMEMBERED = 64;
const prefixes = new Map<string, Uint8Array>();

/**
 * `yinxin/<purpose>/v1`, a zero byte, and the bytes: what a signature or a hash of our own formats covers, so that what was
 * made for one purpose never counts for another. Throws ENCODING_INVALID for a purpose that is not a lower-case word.
 */
export function purposeBytes(purpose: string, canonical: Uint8Array): Uint8Array {
  const prefix = prefixes.get(purpose) ?? prefixOf(purpose);
  const out = new Uint8Array(prefix.length + canonical.length);
  out.set(prefix);
  out.set(canonical, prefix.length);
  return out;
}

function prefixOf(purpose: string): Uint8Array {
  // A purpose with a zero byte or a slash in it could pass for another purpose with other bytes.
  if (!PURPOSE.test(purpose)) throw new PkiError('ENCODING_INVALID', 'a purpose is a lower-case word with hyphens');
  const prefix = Buffer.from(`yinxin/${purpose}/v1\0`, 'latin1');
  if (prefixes.size < REMEMBERED) prefixes.set(purpose, prefix);
  return prefix;
}
