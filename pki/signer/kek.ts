import { randomBytes, scrypt } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.js';
import { canonicalJson, parseCanonicalJson } from '../encoding/canonical-json.js';
import { PkiError } from '../errors.js';
import { writeOnce } from './write-once.js';

export const KEK_LENGTH = 32;
const SALT_LENGTH = 16;
const FILE = 'kek.json';
/** RFC 7914: 128 MiB and about 0.4 s. The file names them for the reader; others than these are refused. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const;

/** The key encryption key of a file of exactly 32 bytes. Throws KEY_STORE_UNREADABLE. */
export async function kekFromFile(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new PkiError('KEY_STORE_UNREADABLE', 'the file of the key encryption key cannot be read', { cause });
  });
  if (bytes.length !== KEK_LENGTH) {
    throw new PkiError('KEY_STORE_UNREADABLE', `a key encryption key is ${KEK_LENGTH} bytes`);
  }
  return bytes;
}

/**
 * The key encryption key of a passphrase, by scrypt with the salt in the folder's `kek.json`, which the first call writes.
 * A wrong passphrase shows only when a key is opened with it.
 */
export async function kekFromPassphrase(folder: string, passphrase: string): Promise<Uint8Array> {
  if (passphrase.length === 0) throw new PkiError('KEY_STORE_UNREADABLE', 'the passphrase is empty');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, FILE);
  // Of two first calls at once one writes; both read what it wrote.
  await writeOnce(path, record(randomBytes(SALT_LENGTH)));
  return deriveKek(passphrase, await readSalt(path));
}

async function readSalt(path: string): Promise<Uint8Array> {
  try {
    const text = await readFile(path, 'utf8');
    const value = parseCanonicalJson(text, { maxBytes: 1024 });
    const salt = typeof value === 'object' && 'salt' in value && typeof value.salt === 'string' ? value.salt : '';
    const bytes = decodeBase64url(salt, SALT_LENGTH);
    if (record(bytes) !== text) throw new PkiError('KEY_STORE_UNREADABLE', 'other parameters than this version writes');
    return bytes;
  } catch (cause) {
    throw new PkiError('KEY_STORE_UNREADABLE', `${FILE} cannot be read`, { cause });
  }
}

function record(salt: Uint8Array): string {
  return canonicalJson({ format: 'yinxin/kek/v1', kdf: { name: 'scrypt', ...SCRYPT }, salt: encodeBase64url(salt) });
}

/** 32 bytes of a passphrase by scrypt. */
export function deriveKek(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  scrypt(passphrase, salt, KEK_LENGTH, { ...SCRYPT, maxmem: 256 * SCRYPT.N * SCRYPT.r }, (error, key) => {
    if (error === null) resolve(key);
    else reject(error);
  });
  return promise;
}
