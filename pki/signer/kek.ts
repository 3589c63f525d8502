import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PkiError } from '../errors.js';
import { deriveKey, KEK_LENGTH, type KekSeal, openKek, passphraseSeal, readKekRecord, sealKek } from './kek-record.js';
import { replaceFile, writeOnce } from './write-once.js';

const FILE = 'kek.json';
const KEY_FILE = '.key.json';

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
 * The key encryption key in the folder's `kek.json` under a passphrase (scrypt, then AES-256-GCM); the first call makes one.
 * Rejects with KEY_ENCRYPTION_KEY_WRONG for another passphrase and KEY_STORE_UNREADABLE for a changed file; with a record of
 * version 1, which holds no key but a salt, a wrong passphrase shows only when a key is opened with it.
 */
export async function kekFromPassphrase(folder: string, passphrase: string): Promise<Uint8Array> {
  if (passphrase.length === 0) throw new PkiError('KEY_STORE_UNREADABLE', 'the passphrase is empty');
  const record = await readOrMake(folder, () => passphraseSeal(passphrase));
  if (record.version === 1) return deriveKey(passphrase, record.salt, record.scrypt);
  if (record.protection.by !== 'scrypt') throw wrong('it is kept by a token');
  return openKek(record, passphraseSeal(passphrase, record.protection));
}

/** The same under a key that never leaves its token. */
export async function kekFromToken(folder: string, token: KekSeal): Promise<Uint8Array> {
  const record = await readOrMake(folder, () => token);
  if (record.version === 1 || record.protection.by !== 'token') throw wrong('it is kept by a passphrase');
  if (token.protection.by !== 'token' || record.protection.label !== token.protection.label) {
    throw wrong('it is kept by another key of a token');
  }
  return openKek(record, token);
}

/**
 * Keeps this key encryption key in the folder from now on, under another passphrase or token: the keys themselves stay as they
 * are. What the folder held before is replaced, whole or not at all.
 */
export async function protectKek(folder: string, kek: Uint8Array, seal: KekSeal): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceFile(join(folder, FILE), await sealKek(kek, seal));
}

async function readOrMake(folder: string, seal: () => KekSeal) {
  const path = join(folder, FILE);
  const known = await readIfThere(path);
  if (known !== undefined) return readKekRecord(known);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).some((name) => name.endsWith(KEY_FILE))) {
    throw new PkiError('KEY_STORE_UNREADABLE', `there are keys, and no ${FILE} to open them`);
  }
  const kek = randomBytes(KEK_LENGTH);
  try {
    // Of two first calls at once one writes; both read what it wrote.
    await writeOnce(path, await sealKek(kek, seal()));
  } finally {
    kek.fill(0);
  }
  return readKekRecord((await readIfThere(path)) ?? '');
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new PkiError('KEY_STORE_UNREADABLE', `${FILE} cannot be read`, { cause });
  }
}

function wrong(why: string): PkiError {
  return new PkiError('KEY_ENCRYPTION_KEY_WRONG', `the key encryption key cannot be opened so: ${why}`);
}
