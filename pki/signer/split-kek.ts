import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.js';
import { canonicalBytes, canonicalJson, parseCanonicalJson } from '../encoding/canonical-json.js';
import { purposeBytes } from '../encoding/purpose-bytes.js';
import { PkiError } from '../errors.js';
import { deriveKey, KEK_LENGTH, SCRYPT_COST } from './kek-record.js';

/**
 * A key encryption key that two people hold: two shares, each random by itself, whose XOR is the key. Either share alone says
 * nothing of it, whatever its holder can compute.
 */
export interface KekShares {
  readonly kek: Uint8Array;
  readonly shares: readonly [Uint8Array, Uint8Array];
}

const FORMAT = 'yinxin/kek-share/v1';
const CIPHER = 'scrypt+AES-256-GCM';
const SALT_LENGTH = 16;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const MAX_BYTES = 2048;

/** A fresh key and its shares. The caller zeroes all three. */
export function drawKekShares(): KekShares {
  const [first, second] = [randomBytes(KEK_LENGTH), randomBytes(KEK_LENGTH)];
  return { kek: joinShares(first, second), shares: [new Uint8Array(first), new Uint8Array(second)] };
}

export function joinShares(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length !== KEK_LENGTH || second.length !== KEK_LENGTH) {
    throw new PkiError('KEY_STORE_UNREADABLE', `a share is ${KEK_LENGTH} bytes`);
  }
  return first.map((byte, at) => byte ^ (second[at] ?? 0));
}

/** Who holds a share: authenticated with it, so that one share cannot stand in for the other. */
export interface ShareLabel {
  readonly number: 1 | 2;
  readonly holder: string;
}

/** The text of a share under its holder's passphrase. Rejects with KEY_STORE_UNREADABLE for an empty one. */
export async function sealShare(share: Uint8Array, passphrase: string, label: ShareLabel): Promise<string> {
  const [salt, nonce] = [randomBytes(SALT_LENGTH), randomBytes(NONCE_LENGTH)];
  const key = await keyOf(passphrase, salt);
  try {
    const open = openMembers(label, salt, nonce);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
    cipher.setAAD(purposeBytes('kek-share', canonicalBytes(open)));
    const ciphertext = Buffer.concat([cipher.update(share), cipher.final()]);
    return canonicalJson({
      ...open,
      ciphertext: encodeBase64url(ciphertext),
      tag: encodeBase64url(cipher.getAuthTag()),
    });
  } finally {
    key.fill(0);
  }
}

/**
 * A share and who holds it. The caller zeroes the share.
 *
 * @throws PkiError KEY_STORE_UNREADABLE for another passphrase and for a changed member alike
 */
export async function openShare(
  text: Uint8Array,
  passphrase: string,
): Promise<{ share: Uint8Array; label: ShareLabel }> {
  try {
    return await unsealed(text, passphrase);
  } catch (cause) {
    throw new PkiError('KEY_STORE_UNREADABLE', 'the share is damaged, or the passphrase is another', { cause });
  }
}

async function unsealed(text: Uint8Array, passphrase: string): Promise<{ share: Uint8Array; label: ShareLabel }> {
  const value = parseCanonicalJson(text, { maxBytes: MAX_BYTES, maxDepth: 1 });
  const record: Readonly<Record<string, unknown>> = typeof value === 'object' ? { ...value } : {};
  const { number, holder } = record;
  if ((number !== 1 && number !== 2) || typeof holder !== 'string') throw new TypeError('no label');
  const label: ShareLabel = { number, holder };
  const salt = decodeBase64url(String(record.salt), SALT_LENGTH);
  const nonce = decodeBase64url(String(record.nonce), NONCE_LENGTH);
  const tag = decodeBase64url(String(record.tag), TAG_LENGTH);
  const ciphertext = decodeBase64url(String(record.ciphertext), KEK_LENGTH);
  const open = openMembers(label, salt, nonce);
  const written = { ...open, ciphertext: encodeBase64url(ciphertext), tag: encodeBase64url(tag) };
  // Format, cipher and surplus members: the record must be the one that this version writes from what was read.
  if (Buffer.compare(canonicalBytes(written), text) !== 0) throw new TypeError('other members');
  const key = await keyOf(passphrase, salt);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
    decipher.setAAD(purposeBytes('kek-share', canonicalBytes(open)));
    decipher.setAuthTag(tag);
    const share = decipher.update(ciphertext);
    decipher.final();
    return { share: new Uint8Array(share.buffer, share.byteOffset, share.byteLength), label };
  } finally {
    key.fill(0);
  }
}

function openMembers({ number, holder }: ShareLabel, salt: Uint8Array, nonce: Uint8Array) {
  return {
    format: FORMAT,
    cipher: CIPHER,
    number,
    holder,
    salt: encodeBase64url(salt),
    nonce: encodeBase64url(nonce),
  };
}

function keyOf(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return deriveKey(passphrase, salt, SCRYPT_COST);
}
