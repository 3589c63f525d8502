import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import type { LicenceDocument } from './document.js';

/** Purpose of the authority's compact signature. */
export const ATTESTATION_PURPOSE = 'licence-attestation';
/** `propertyInfo` of the seal signature: says what its `dataHash` covers (GB/T 38540 leaves the text to the application). */
export const PROPERTY_INFO = 'yinxin/licence/v1';

/** What the attestation covers, under its purpose: canonical `{authority, domain, ledger, licenceDigest, network, type}`. */
export function attestationBytes(
  document: Pick<LicenceDocument, 'network' | 'domain' | 'authority' | 'type'>,
  licenceDigest: string,
  ledger: string,
): Uint8Array {
  const { network, domain, authority, type } = document;
  return canonicalBytes({ network, ledger, domain, authority, type, licenceDigest });
}
