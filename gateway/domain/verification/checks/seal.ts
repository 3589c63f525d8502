import { formatTime } from '../../../../pki/encoding/times.js';
import type { Anchoring, Case } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';
import { judgePath } from '../path-to-root.js';

/** The seal is the registered one, made by a seal maker of the domain, and in force at the anchoring time. */
export function checkSeal(ground: Case, anchoring: Anchoring | undefined): Finding {
  const { sealed, evidence, certificates } = ground;
  if (!sealed.ok) return skipped('SEAL_SIGNATURE_MALFORMED');
  const { digest, findings, makerCertificate } = sealed.seal;
  const { validFrom, validTo } = sealed.signature.seal;
  if (digest !== evidence.receipt.leaf.seal) return failed('SEAL_MISMATCH', { seal: digest });
  const bad = findings.find(
    ({ id, outcome }) => outcome === 'failed' || (id === 'EXT-CRITICAL' && outcome !== 'passed'),
  );
  if (bad !== undefined) return failed('SEAL_INVALID', { rule: bad.id, finding: bad.code });
  const maker = certificates.get(makerCertificate);
  if (maker === undefined) return failed('CERTIFICATE_MISSING', { certificate: makerCertificate });
  if (anchoring === undefined) return skipped('ANCHORING_UNKNOWN');
  const path = judgePath(maker, 'seal-making', ground, anchoring);
  if (path.outcome !== 'passed') return path;
  if (anchoring.at < validFrom || anchoring.at > validTo) {
    return failed('SEAL_NOT_VALID_THEN', { validFrom: formatTime(validFrom), validUntil: formatTime(validTo) });
  }
  return passed({ seal: digest });
}
