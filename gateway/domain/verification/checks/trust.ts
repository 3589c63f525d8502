import { parseTime } from '../../../../pki/encoding/times.js';
import type { Question } from '../case.js';
import { type Finding, failed, passed, unknown } from '../finding.js';

/** The verifier's own list: still current, and of a network that the policy admits. */
export function checkTrust({ trust, policy, at, now }: Question): Finding {
  const facts = { sequence: trust.sequence, nextUpdate: trust.nextUpdate };
  const evaluation = trust.profile === 'evaluation';
  if (evaluation && policy.production) return failed('EVALUATION_NETWORK', facts);
  const judged = Math.max(at, now) > parseTime(trust.nextUpdate) ? unknown('TRUST_STALE', facts) : passed(facts);
  return evaluation ? { ...judged, warnings: ['EVALUATION_NETWORK'] } : judged;
}
