import { decodeBase64url, encodeBase64url } from '../../../pki/encoding/base64url.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import type { TrustEntry } from '../../model/trust-entry.js';

/** The keys that an entry names. */
export function keysOf({ governanceKey, witnessKey, receiptKey }: TrustEntry): string[] {
  return [governanceKey, witnessKey, receiptKey];
}

/** The keys in the roots of an entry, spelt like the others. Throws PkiError for a root that is no certificate. */
export function rootKeysOf({ roots }: TrustEntry): string[] {
  return roots.map((root) => encodeBase64url(parseCertificate(decodeBase64url(root)).publicKey.point));
}
