import { Sm2PublicKey } from './public-key.js';

const CAPACITY = 4096;
const keys = new Map<string, Sm2PublicKey>();

/**
 * `Sm2PublicKey.fromPoint`, remembering the 4096 keys used last in this process: the import costs a sixth of a verification.
 * It holds a pure function's results only, never a fact that can change. Throws SM2_KEY_INVALID; bad points are not kept.
 */
export function publicKeyFromPoint(point65: Uint8Array): Sm2PublicKey {
  const name = Buffer.from(point65.buffer, point65.byteOffset, point65.byteLength).toString('latin1');
  const known = keys.get(name);
  const key = known ?? Sm2PublicKey.fromPoint(point65);
  // A Map iterates in order of insertion, so the first name is always the one used longest ago.
  if (known !== undefined) keys.delete(name);
  keys.set(name, key);
  if (keys.size > CAPACITY) {
    for (const oldest of keys.keys()) {
      keys.delete(oldest);
      break;
    }
  }
  return key;
}
