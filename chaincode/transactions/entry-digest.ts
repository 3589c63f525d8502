import { type CanonicalValue, canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../pki/sm3.js';

/** SM3 of the canonical bytes of what a record speaks of. */
export function entryDigest(value: CanonicalValue): string {
  return sm3Hex(canonicalBytes(value));
}
