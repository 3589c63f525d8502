import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { type CanonicalValue, canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import type { OwnPurpose } from '../../../pki/signer/purposes.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';

/** Whether `key` (65 bytes, base64url) signed the canonical JSON of `value` for this purpose. Never throws. */
export function isSigned(key: string, purpose: OwnPurpose, value: CanonicalValue, signature: string): boolean {
  try {
    return verifySignature(decodeBase64url(key, 65), purpose, canonicalBytes(value), decodeBase64url(signature, 64));
  } catch {
    // Only the encodings can fail here, and what is not encoded as the formats say is no signature.
    return false;
  }
}
