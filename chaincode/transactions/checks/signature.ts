import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { type CanonicalValue, canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import type { OwnPurpose } from '../../../pki/signer/purposes.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';

const POINT_LENGTH = 65;
const SIGNATURE_LENGTH = 64;

/** Whether this key signed the value for this purpose. What is no key or no signature signed nothing. */
export function isSignedBy(publicKey: string, purpose: OwnPurpose, value: CanonicalValue, signature: string): boolean {
  const point = decoded(publicKey, POINT_LENGTH);
  const raw = decoded(signature, SIGNATURE_LENGTH);
  if (point === undefined || raw === undefined) return false;
  return verifySignature(point, purpose, canonicalBytes(value), raw);
}

/** Whether the 65 bytes are a point of the curve. */
export function isPublicKey(publicKey: string): boolean {
  return unlessRefused(() => publicKeyFromPoint(decodeBase64url(publicKey, POINT_LENGTH))) !== undefined;
}

function decoded(text: string, length: number): Uint8Array | undefined {
  return unlessRefused(() => decodeBase64url(text, length));
}

function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
