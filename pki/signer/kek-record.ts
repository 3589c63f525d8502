import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.js';
import { canonicalBytes, canonicalJson, parseCanonicalJson } from '../encoding/canonical-json.js';
import { purposeBytes } from '../encoding/purpose-bytes.js';
import { PkiError } from '../errors.js';
import { sm3Hex } from '../sm3.js';

export const KEK_LENGTH = 32;
const FORMAT = 'yinxin/kek/v2';
const OLD_FORMAT = 'yinxin/kek/v1';
const CIPHER = 'AES-256-GCM';
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const SALT_LENGTH = 16;
const MAX_BYTES = 2048;
const LABEL = /^[\x20-\x7e]{1,64}$/;

/** RFC 7914: 128 MiB and about 0.4 s. */
export const SCRYPT_COST = { N: 2 ** 17, r: 8, p: 1 } as const;
/** What a record may ask for: no less than 32 MiB, and no more than 256 MiB and four passes, whoever wrote it. */
const N_READ: readonly number[] = [2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18];
const P_READ: readonly number[] = [1, 2, 3, 4];
const R_READ = 8;

interface Scrypt {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** What a key encryption key is encrypted under: said openly in its record, and authenticated with it. */
export type KekProtection =
  | (Scrypt & { readonly by: 'scrypt'; readonly salt: Uint8Array })
  | { readonly by: 'token'; readonly label: string };

/** Encrypts and decrypts by AES-256-GCM under a key that it keeps to itself. */
export interface KekSeal {
  readonly protection: KekProtection;
  /** The ciphertext and its tag of 16 bytes. The nonce, 12 bytes, is the caller's, who never gives one twice. */
  seal(nonce: Uint8Array, associatedData: Uint8Array, plaintext: Uint8Array): Promise<Uint8Array>;
  /** Rejects with KEY_ENCRYPTION_KEY_WRONG for what it has not sealed. The plaintext is the caller's to zero. */
  open(nonce: Uint8Array, associatedData: Uint8Array, sealed: Uint8Array): Promise<Uint8Array>;
}

/** What the file of a key encryption key says before it is opened. A record of version 1 names a salt, and its key is scrypt's answer. */
export type KekRecord =
  | { readonly version: 1; readonly scrypt: Scrypt; readonly salt: Uint8Array }
  | {
      readonly version: 2;
      readonly protection: KekProtection;
      readonly nonce: Uint8Array;
      readonly sealed: Uint8Array;
    };

/** The text of a record with the key encryption key sealed in it. */
export async function sealKek(kek: Uint8Array, key: KekSeal): Promise<string> {
  if (kek.length !== KEK_LENGTH) {
    throw new PkiError('KEY_STORE_UNREADABLE', `a key encryption key is ${KEK_LENGTH} bytes`);
  }
  const nonce = randomBytes(NONCE_LENGTH);
  const sealed = await key.seal(nonce, associatedData(key.protection), kek);
  return textOf({ version: 2, protection: key.protection, nonce, sealed });
}

/**
 * Reads a record without opening it. Whatever this version would not have written from what it read is KEY_STORE_UNREADABLE, a
 * changed byte anywhere included: the check in it tells damage from a wrong passphrase, and is no protection.
 */
export function readKekRecord(text: string): KekRecord {
  try {
    const record = parsed(asObject(parseCanonicalJson(text, { maxBytes: MAX_BYTES, maxDepth: 2 })));
    if (textOf(record) !== text) throw new PkiError('KEY_STORE_UNREADABLE', 'other members than this version writes');
    return record;
  } catch (cause) {
    throw new PkiError('KEY_STORE_UNREADABLE', 'the record of the key encryption key cannot be read', { cause });
  }
}

/** The key encryption key of a record of version 2. Rejects with KEY_ENCRYPTION_KEY_WRONG. */
export async function openKek(record: Extract<KekRecord, { version: 2 }>, key: KekSeal): Promise<Uint8Array> {
  return key.open(record.nonce, associatedData(record.protection), record.sealed);
}

/** scrypt's answer of 32 bytes, the caller's to zero. */
export function deriveKey(passphrase: string, salt: Uint8Array, { N, r, p }: Scrypt): Promise<Uint8Array> {
  if (passphrase.length === 0) throw new PkiError('KEY_STORE_UNREADABLE', 'the passphrase is empty');
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  scrypt(passphrase, salt, KEK_LENGTH, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
    if (error === null) resolve(key);
    else reject(error);
  });
  return promise;
}

/** A seal by passphrase: with a fresh salt, or as a record asks for. */
export function passphraseSeal(
  passphrase: string,
  protection: Extract<KekProtection, { by: 'scrypt' }> = {
    by: 'scrypt',
    ...SCRYPT_COST,
    salt: randomBytes(SALT_LENGTH),
  },
): KekSeal {
  const withKey = async (work: (key: Uint8Array) => Uint8Array) => {
    const key = await deriveKey(passphrase, protection.salt, protection);
    try {
      return work(key);
    } finally {
      key.fill(0);
    }
  };
  return {
    protection,
    seal: (nonce, aad, plaintext) =>
      withKey((key) => {
        const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
        cipher.setAAD(aad);
        return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      }),
    open: (nonce, aad, sealed) =>
      withKey((key) => {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
        decipher.setAAD(aad);
        decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
        const plaintext = decipher.update(sealed.subarray(0, -TAG_LENGTH));
        try {
          decipher.final();
          return plaintext;
        } catch (cause) {
          plaintext.fill(0);
          throw new PkiError('KEY_ENCRYPTION_KEY_WRONG', 'the passphrase is another', { cause });
        }
      }),
  };
}

function parsed(record: Readonly<Record<string, unknown>>): KekRecord {
  if (record.format === OLD_FORMAT) {
    const parameters = readScrypt(asObject(record.kdf));
    if (parameters.N !== SCRYPT_COST.N || parameters.p !== SCRYPT_COST.p) throw refused('version 1 knows one cost');
    return { version: 1, scrypt: parameters, salt: readSalt(record.salt) };
  }
  const wrapped = asObject(record.wrapped);
  return {
    version: 2,
    protection: readProtection(wrapped),
    nonce: decodeBase64url(asString(wrapped.nonce), NONCE_LENGTH),
    sealed: decodeBase64url(asString(wrapped.sealed), KEK_LENGTH + TAG_LENGTH),
  };
}

function readProtection(wrapped: Readonly<Record<string, unknown>>): KekProtection {
  switch (wrapped.by) {
    case 'scrypt':
      return { by: 'scrypt', ...readScrypt(wrapped), salt: readSalt(wrapped.salt) };
    case 'token': {
      const label = asString(wrapped.label);
      if (!LABEL.test(label)) throw refused('no label of a key');
      return { by: 'token', label };
    }
    default:
      throw refused('neither a passphrase nor a token');
  }
}

function readScrypt({ N, r, p }: Readonly<Record<string, unknown>>): Scrypt {
  if (typeof N !== 'number' || !N_READ.includes(N) || r !== R_READ || typeof p !== 'number' || !P_READ.includes(p)) {
    throw refused('a cost outside the bounds');
  }
  return { N, r, p };
}

function readSalt(value: unknown): Uint8Array {
  return decodeBase64url(asString(value), SALT_LENGTH);
}

function textOf(record: KekRecord): string {
  if (record.version === 1) {
    const kdf = { name: 'scrypt', N: record.scrypt.N, r: record.scrypt.r, p: record.scrypt.p };
    return canonicalJson({ format: OLD_FORMAT, kdf, salt: encodeBase64url(record.salt) });
  }
  const wrapped = {
    ...openMembers(record.protection),
    nonce: encodeBase64url(record.nonce),
    sealed: encodeBase64url(record.sealed),
  };
  const unchecked = { format: FORMAT, wrapped };
  return canonicalJson({ ...unchecked, check: sm3Hex(canonicalBytes(unchecked)) });
}

function openMembers(protection: KekProtection) {
  return protection.by === 'scrypt'
    ? { ...protection, salt: encodeBase64url(protection.salt), cipher: CIPHER }
    : { ...protection, cipher: CIPHER };
}

function associatedData(protection: KekProtection): Uint8Array {
  return purposeBytes('kek', canonicalBytes({ format: FORMAT, wrapped: openMembers(protection) }));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw refused('not an object');
  return { ...value };
}

function asString(value: unknown): string {
  if (typeof value !== 'string') throw refused('not a string');
  return value;
}

function refused(why: string): PkiError {
  return new PkiError('KEY_STORE_UNREADABLE', why);
}
