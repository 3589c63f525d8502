import type { Case } from './case.js';
import type { Finding } from './finding.js';
import type { ReasonCode } from './reasons.js';
import type { CheckName } from './report.js';

/** What a key, a root or a member that is newer than the list looks like. */
const ANCHORING: readonly ReasonCode[] = [
  'DOMAIN_UNKNOWN',
  'CERTIFICATE_CHAIN',
  'WITNESS_UNKNOWN',
  'WITNESS_SIGNATURE_INVALID',
  'WITNESS_STATEMENT_SURPLUS',
  'WITNESS_QUORUM_MISSING',
];
const STATUS: readonly ReasonCode[] = ['STATUS_SIGNATURE_INVALID', 'STATUS_ABSENT'];

/**
 * Whether a check was not passed for such a reason while the evidence rests on a block that the list does not know: a newer
 * list may have what is missing. It may as well be a forgery under a high block number, so that this changes no verdict.
 */
export function isListOlder({ evidence, trust }: Case, findings: Readonly<Record<CheckName, Finding>>): boolean {
  const isNewer = ({ blockNumber }: { blockNumber: number }) => blockNumber > trust.blockNumber;
  const suspects: ReasonCode[] = [];
  if (evidence.receipt.statements.some(({ statement }) => isNewer(statement))) suspects.push(...ANCHORING);
  if (evidence.statuses.some(({ head }) => isNewer(head))) suspects.push(...STATUS);
  return Object.values(findings).some(({ code }) => code !== undefined && suspects.includes(code));
}
