import { purposeBytes } from '../encoding/purpose-bytes.js';
import { PkiError } from '../errors.js';

/** What a key may sign in our own formats; the signer puts `yinxin/<purpose>/v1` and a zero byte before the bytes. */
export const OWN_PURPOSES = [
  // The issuing authority's key.
  'licence-attestation',
  'licence-batch',
  'licence-state',
  // The trust domain's governance key.
  'domain-entry',
  'domain-vote',
  'agreement-half',
  'trust-entry',
  'trust-list',
  'daily-statement',
  'network-founding',
  // The trust domain's witness key.
  'block-statement',
  'status-head',
  // The gateway's receipt key.
  'verification-receipt',
] as const;

/** What a key may sign in the formats of GB/T 38540, X.509 and CMS, which fix the signed bytes themselves. */
export const FOREIGN_PURPOSES = [
  'seal-signature',
  'seal',
  'certificate',
  'certificate-request',
  'crl',
  'ocsp-response',
  'timestamp',
  'signed-data',
] as const;

/** What is signed of CMS is a SET OF attributes (RFC 5652 §5.4); all other foreign formats sign a SEQUENCE. */
const SETS: ReadonlySet<string> = new Set(['timestamp', 'signed-data'] satisfies ForeignPurpose[]);

export const PURPOSES = [...OWN_PURPOSES, ...FOREIGN_PURPOSES] as const;

export type OwnPurpose = (typeof OWN_PURPOSES)[number];
export type ForeignPurpose = (typeof FOREIGN_PURPOSES)[number];
export type Purpose = OwnPurpose | ForeignPurpose;

const SEQUENCE = 0x30;
const SET = 0x31;
const own: ReadonlySet<string> = new Set(OWN_PURPOSES);
const all: ReadonlySet<string> = new Set(PURPOSES);

export function isPurpose(value: unknown): value is Purpose {
  return typeof value === 'string' && all.has(value);
}

export function isOwnFormat(purpose: Purpose): purpose is OwnPurpose {
  return own.has(purpose);
}

/**
 * The bytes that a signature for this purpose covers. Foreign bytes must be one whole DER SEQUENCE, or SET for CMS, else
 * ENCODING_INVALID: they begin with 0x30 or 0x31 and ours with `y`, so none can pass for another. A purpose outside the union is KEY_PURPOSE_FORBIDDEN.
 */
export function signedBytes(purpose: Purpose, bytes: Uint8Array): Uint8Array {
  if (!isPurpose(purpose)) throw new PkiError('KEY_PURPOSE_FORBIDDEN', 'no such purpose');
  if (isOwnFormat(purpose)) return purposeBytes(purpose, bytes);
  const tag = SETS.has(purpose) ? SET : SEQUENCE;
  if (!isOneElement(bytes, tag)) throw new PkiError('ENCODING_INVALID', `a ${purpose} is one whole DER element`);
  return bytes;
}

/** The tag, a minimal DER length (X.690 §10.1), and exactly that many bytes after it. */
function isOneElement(bytes: Uint8Array, tag: number): boolean {
  const first = bytes[1];
  if (bytes[0] !== tag || first === undefined) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const count = first - 0x80;
  if (count < 1 || count > 4 || bytes.length < 2 + count) return false;
  let length = 0;
  for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte;
  return length >= (count === 1 ? 0x80 : 256 ** (count - 1)) && bytes.length === 2 + count + length;
}
