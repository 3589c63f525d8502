import { OID } from '../../../../pki/der/oids.js';
import { attribute, type X509Certificate } from '../../../../pki/x509/certificate.js';
import type { Anchoring, Case } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';
import { chainAbove, judgePath } from '../path-to-root.js';

/** The attesting certificate is the authority's own, for licences, and its path held at the anchoring time. */
export function checkSigningCertificate(ground: Case, anchoring: Anchoring | undefined): Finding {
  const { evidence, certificates } = ground;
  const fingerprint = evidence.receipt.leaf.attestationCertificate;
  const certificate = certificates.get(fingerprint);
  if (certificate === undefined) return failed('CERTIFICATE_MISSING', { certificate: fingerprint });
  const foreign = foreignTo(certificate, evidence.document.authority);
  if (foreign !== undefined) return foreign;
  const surplus = surplusCertificate(ground);
  if (surplus !== undefined) return failed('CERTIFICATE_SURPLUS', { certificate: surplus });
  if (anchoring === undefined) return skipped('ANCHORING_UNKNOWN');
  const path = judgePath(certificate, 'licence-signing', ground, anchoring);
  return path.outcome === 'passed' ? passed({ certificate: fingerprint }) : path;
}

/** A certificate whose subject is not this authority (organizationIdentifier, 2.5.4.97). */
export function foreignTo(certificate: X509Certificate, authority: string): Finding | undefined {
  if (attribute(certificate, OID.organizationIdentifier) === authority) return undefined;
  return failed('CERTIFICATE_FOREIGN', { certificate: certificate.fingerprint, authority });
}

/** A certificate that no path of the evidence uses. */
function surplusCertificate(ground: Case): string | undefined {
  const { evidence, certificates, sealed } = ground;
  const { leaf, batch } = evidence.receipt;
  const signers = [leaf.attestationCertificate, batch.command.signer, leaf.sealCertificate];
  if (sealed.ok) signers.push(sealed.makerCertificate);
  const used = new Set(signers);
  for (const signer of signers) {
    const certificate = certificates.get(signer);
    if (certificate === undefined) continue;
    for (const issuer of chainAbove(certificate, ground)) used.add(issuer.fingerprint);
  }
  return [...certificates.keys()].find((fingerprint) => !used.has(fingerprint));
}
