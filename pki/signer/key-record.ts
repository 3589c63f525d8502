import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.js';
import { canonicalBytes, canonicalJson, parseCanonicalJson } from '../encoding/canonical-json.js';
import { purposeBytes } from '../encoding/purpose-bytes.js';
import { formatTime, parseTime } from '../encoding/times.js';
import { PkiError } from '../errors.js';
import { Sm2PrivateKey } from '../sm2/private-key.js';
import { assertPurposes } from './local-signer.js';
import type { Purpose } from './purposes.js';

const FORMAT = 'yinxin/key/v1';
const CIPHER = 'AES-256-GCM';
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const MAX_BYTES = 8192;

/** What a key's record says openly; all of it is authenticated together with the key. */
export interface KeyDescription {
  readonly keyId: string;
  readonly purposes: readonly Purpose[];
  /** 65 bytes 04‖x‖y. */
  readonly publicKey: Uint8Array;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The record's text: the PKCS#8 of the key under the key encryption key, bound to everything else in the record. */
export function sealKeyRecord(
  about: Omit<KeyDescription, 'publicKey'>,
  privateKey: Sm2PrivateKey,
  kek: Uint8Array,
): string {
  const nonce = randomBytes(NONCE_LENGTH);
  const open = openMembers({ ...about, publicKey: privateKey.publicKey.point }, nonce);
  const cipher = createCipheriv('aes-256-gcm', kek, nonce, { authTagLength: TAG_LENGTH });
  cipher.setAAD(associatedData(open));
  const pkcs8 = privateKey.toPkcs8();
  try {
    const ciphertext = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
    const tag = encodeBase64url(cipher.getAuthTag());
    return canonicalJson({ ...open, wrapped: { ...open.wrapped, tag, ciphertext: encodeBase64url(ciphertext) } });
  } finally {
    pkcs8.fill(0);
  }
}

/** The key of a record and what the record says of it. Whatever is wrong, a changed member or another key encryption key, is KEY_STORE_UNREADABLE. */
export function openKeyRecord(
  bytes: Uint8Array,
  kek: Uint8Array,
): { readonly about: KeyDescription; readonly privateKey: Sm2PrivateKey } {
  try {
    return unseal(readMembers(bytes), bytes, kek);
  } catch (cause) {
    throw new PkiError('KEY_STORE_UNREADABLE', 'the key record is damaged, or the key encryption key is another', {
      cause,
    });
  }
}

interface Members {
  readonly about: KeyDescription;
  readonly nonce: Uint8Array;
  readonly tag: Uint8Array;
  readonly ciphertext: Uint8Array;
}

function readMembers(bytes: Uint8Array): Members {
  const record = asObject(parseCanonicalJson(bytes, { maxBytes: MAX_BYTES, maxDepth: 2 }));
  const wrapped = asObject(record.wrapped);
  const { purposes } = record;
  return {
    about: {
      keyId: asString(record.keyId),
      purposes: assertPurposes(Array.isArray(purposes) ? purposes : []),
      publicKey: decodeBase64url(asString(record.publicKey), 65),
      createdAt: parseTime(asString(record.createdAt)),
    },
    nonce: decodeBase64url(asString(wrapped.nonce), NONCE_LENGTH),
    tag: decodeBase64url(asString(wrapped.tag), TAG_LENGTH),
    ciphertext: decodeBase64url(asString(wrapped.ciphertext)),
  };
}

function unseal({ about, nonce, tag, ciphertext }: Members, bytes: Uint8Array, kek: Uint8Array) {
  const open = openMembers(about, nonce);
  const wrapped = { ...open.wrapped, tag: encodeBase64url(tag), ciphertext: encodeBase64url(ciphertext) };
  // Format, cipher and surplus members: the record must be the one that this version writes from what was read.
  if (Buffer.compare(canonicalBytes({ ...open, wrapped }), bytes) !== 0) {
    throw new PkiError('KEY_STORE_UNREADABLE', 'the record has other members');
  }
  const decipher = createDecipheriv('aes-256-gcm', kek, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(associatedData(open));
  decipher.setAuthTag(tag);
  const pkcs8 = decipher.update(ciphertext);
  try {
    decipher.final();
    const privateKey = Sm2PrivateKey.fromPkcs8(pkcs8);
    if (Buffer.compare(privateKey.publicKey.point, about.publicKey) !== 0) {
      throw new PkiError('KEY_STORE_UNREADABLE', 'the public key is of another key');
    }
    return { about, privateKey };
  } finally {
    pkcs8.fill(0);
  }
}

function openMembers(about: KeyDescription, nonce: Uint8Array) {
  return {
    format: FORMAT,
    keyId: about.keyId,
    purposes: about.purposes,
    publicKey: encodeBase64url(about.publicKey),
    createdAt: formatTime(about.createdAt),
    wrapped: { cipher: CIPHER, nonce: encodeBase64url(nonce) },
  };
}

/** Binds the ciphertext to its id, purposes and public key: a record cannot be renamed or given another purpose. */
function associatedData(open: ReturnType<typeof openMembers>): Uint8Array {
  return purposeBytes('key', canonicalBytes(open));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new PkiError('KEY_STORE_UNREADABLE', 'not an object');
  return { ...value };
}

function asString(value: unknown): string {
  if (typeof value !== 'string') throw new PkiError('KEY_STORE_UNREADABLE', 'not a string');
  return value;
}
