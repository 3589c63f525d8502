import { createHash, createHmac, hash } from 'node:crypto';

const WORTH_COPYING = 4096;

/** SM3 (GB/T 32905) of the parts one after the other: 32 bytes. */
export function sm3(...parts: readonly Uint8Array[]): Uint8Array {
  return plain(digest(parts));
}

/** SM3 as 64 lower-case hex digits. */
export function sm3Hex(...parts: readonly Uint8Array[]): string {
  const input = joined(parts);
  return input === undefined ? digest(parts).toString('hex') : hash('sm3', input, 'hex');
}

/** HMAC-SM3 (RFC 2104 over GB/T 32905): 32 bytes. */
export function hmacSm3(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sm3', key);
  for (const part of parts) mac.update(part);
  return plain(mac.digest());
}

function digest(parts: readonly Uint8Array[]): Buffer {
  const input = joined(parts);
  if (input !== undefined) return hash('sm3', input, 'buffer');
  const hasher = createHash('sm3');
  for (const part of parts) hasher.update(part);
  return hasher.digest();
}

/**
 * Short input in one piece, for the one-call form: it saves the hash object, which for short input costs as much as the hash.
 * undefined for what is too long to be worth a copy.
 */
function joined(parts: readonly Uint8Array[]): Uint8Array | undefined {
  const [only] = parts;
  if (parts.length === 1) return only;
  let length = 0;
  for (const part of parts) length += part.length;
  if (length > WORTH_COPYING) return undefined;
  const whole = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Callers get a plain Uint8Array: a Buffer compares, prints and serialises differently. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
