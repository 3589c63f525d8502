import { decodeHex } from '../../../../pki/encoding/hex.js';
import { readableCertificate } from '../../../../pki/ses/check-parts.js';
import { checkSealSignature as checkSes } from '../../../../pki/ses/check-seal-signature.js';
import type { SesCheckId, SesFinding } from '../../../../pki/ses/findings.js';
import { PROPERTY_INFO } from '../../licence/attestation.js';
import type { Anchoring, Case } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';
import { judgePath } from '../path-to-root.js';
import { foreignTo } from './signing-certificate.js';

/**
 * The seal signature (GB/T 38540, v4 only) is of this document, by a signer of the authority that the seal lists, and the
 * very one that the ledger knows. The time that the signer declares proves nothing: its certificate is judged at the anchoring.
 */
export function checkSealSignature(ground: Case, anchoring: Anchoring | undefined): Finding {
  const { sealed, evidence, licenceDigest, certificates } = ground;
  if (!sealed.ok) return failed('SEAL_SIGNATURE_MALFORMED');
  const { leaf } = evidence.receipt;
  const expected = { dataHash: decodeHex(licenceDigest), propertyInfo: PROPERTY_INFO };
  const findings = checkSes(sealed.signature, expected, {
    // The seal's own findings belong to the check `seal`.
    checkSeal: () => [],
    readCertificate: (der) => certificates.get(sealed.signerCertificate) ?? readableCertificate(der),
  });
  const said = (id: SesCheckId) => findings.find((finding) => finding.id === id);
  if (
    sealed.signature.version !== 4 ||
    isBad(said('SES-FMT')) ||
    isBad(said('ALG-POLICY')) ||
    hasRemark(said('EXT-CRITICAL'))
  ) {
    return failed('SEAL_SIGNATURE_VERSION', { version: sealed.signature.version });
  }
  const document = said('DATA-HASH');
  if (isBad(document)) {
    return failed(
      document?.code === 'PROPERTY_INFO_MISMATCH' ? 'SEAL_SIGNATURE_OTHER_SCOPE' : 'SEAL_SIGNATURE_OTHER_DOCUMENT',
    );
  }
  if (isBad(said('SES-SIG'))) return failed('SEAL_SIGNATURE_INVALID', { certificate: sealed.signerCertificate });
  if (sealed.digest !== leaf.sealSignature) return failed('SEAL_SIGNATURE_MISMATCH', { part: 'sealSignature' });
  if (sealed.signerCertificate !== leaf.sealCertificate)
    return failed('SEAL_SIGNATURE_MISMATCH', { part: 'sealCertificate' });
  if (said('SIGNER-IN-LIST')?.outcome !== 'passed')
    return failed('SEAL_SIGNER_NOT_LISTED', { certificate: leaf.sealCertificate });
  const certificate = certificates.get(leaf.sealCertificate);
  if (certificate === undefined) return failed('CERTIFICATE_MISSING', { certificate: leaf.sealCertificate });
  const foreign = foreignTo(certificate, evidence.document.authority);
  if (foreign !== undefined) return foreign;
  if (anchoring === undefined) return skipped('ANCHORING_UNKNOWN');
  const path = judgePath(certificate, 'seal-signing', ground, anchoring);
  return path.outcome === 'passed' ? passed({ certificate: leaf.sealCertificate }) : path;
}

function isBad(finding: SesFinding | undefined): boolean {
  return finding === undefined || finding.outcome === 'failed';
}

/** An extension that must be understood, and is not. */
function hasRemark(finding: SesFinding | undefined): boolean {
  return finding?.outcome !== 'passed';
}
