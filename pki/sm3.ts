import { createHash, createHmac, hash } from 'node:crypto';

/** SM3 (GB/T 32905) of the parts one after the other: 32 bytes. */
export function sm3(...parts: readonly Uint8Array[]): Uint8Array {
  return plain(digest(parts));
}

/** SM3 as 64 lower-case hex digits. */
export function sm3Hex(...parts: readonly Uint8Array[]): string {
  return digest(parts).toString('hex');
}

/** HMAC-SM3 (RFC 2104 over GB/T 32905): 32 bytes. */
export function hmacSm3(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sm3', key);
  for (const part of parts) mac.update(part);
  return plain(mac.digest());
}

function digest(parts: readonly Uint8Array[]): Buffer {
  const [only] = parts;
  // The one-call form saves the hash object, which for short input costs as much as the hash.
  if (parts.length === 1 && only !== undefined) return hash('sm3', only, 'buffer');
  const hasher = createHash('sm3');
  for (const part of parts) hasher.update(part);
  return hasher.digest();
}

/** Callers get a plain Uint8Array: a Buffer compares, prints and serialises differently. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
