import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import { parseTime } from '../../../../pki/encoding/times.js';
import { type Anchoring, isBeforeAnchoring, type KnownStates } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';

/**
 * No certificate of the evidence was revoked before the batch was anchored, and none is distrusted from a time on that the
 * anchoring does not precede. What was revoked since, for a later reason, takes nothing away.
 */
export function checkCertificateStates(
  fingerprints: readonly string[],
  states: KnownStates | undefined,
  anchoring: Anchoring | undefined,
): Finding {
  if (states === undefined) return skipped('STATUS_UNKNOWN');
  if (anchoring === undefined) return skipped('ANCHORING_UNKNOWN');
  for (const fingerprint of fingerprints) {
    const leaf = states.entries.get(ledgerKeys.certificate(fingerprint));
    if (leaf === undefined) return skipped('STATUS_UNKNOWN', { certificate: fingerprint });
    if (leaf.digest !== fingerprint) return failed('STATUS_INVALID', { certificate: fingerprint });
    const facts = { certificate: fingerprint, state: leaf.state, since: leaf.since };
    if (leaf.distrustFrom !== undefined && parseTime(leaf.distrustFrom) <= anchoring.at) {
      return failed('CERTIFICATE_DISTRUSTED', { ...facts, distrustFrom: leaf.distrustFrom });
    }
    if (leaf.state === 'active') continue;
    if (leaf.state !== 'revoked' || isBeforeAnchoring(leaf, anchoring)) return failed('CERTIFICATE_REVOKED', facts);
  }
  return states.fresh ? passed({ certificates: fingerprints.length }) : skipped('STATUS_UNKNOWN');
}
