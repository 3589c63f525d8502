import { decodeBase64url } from '../../../../pki/encoding/base64url.js';
import { verifySignature } from '../../../../pki/signer/verify-signature.js';
import { ATTESTATION_PURPOSE, attestationBytes } from '../../licence/attestation.js';
import type { Case } from '../case.js';
import { type Finding, failed, passed } from '../finding.js';

/** The authority's own signature of this document, verified every time. */
export function checkAttestation({ evidence, certificates, licenceDigest, trust }: Case): Finding {
  const fingerprint = evidence.receipt.leaf.attestationCertificate;
  const certificate = certificates.get(fingerprint);
  if (certificate === undefined) return failed('CERTIFICATE_MISSING', { certificate: fingerprint });
  const bytes = attestationBytes(evidence.document, licenceDigest, trust.ledger);
  const signature = decodeBase64url(evidence.attestation, 64);
  const holds = verifySignature(certificate.publicKey.point, ATTESTATION_PURPOSE, bytes, signature);
  return holds ? passed({ certificate: fingerprint }) : failed('ATTESTATION_INVALID', { certificate: fingerprint });
}
