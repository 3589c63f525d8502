import { parseTime } from '../../../../pki/encoding/times.js';
import type { KnownStates, Question } from '../case.js';
import { type Finding, failed, passed, skipped, unknown } from '../finding.js';
import type { ReasonCode } from '../reasons.js';

const FINAL: Readonly<Record<string, ReasonCode>> = {
  revoked: 'LICENCE_REVOKED',
  withdrawn: 'LICENCE_WITHDRAWN',
  cancelled: 'LICENCE_CANCELLED',
  superseded: 'LICENCE_SUPERSEDED',
};

/**
 * The licence as the ledger has it now. Final states and a later version count however old the word is; that it is active,
 * or suspended, only a fresh one can say. What is asked of a time before the state began stays open.
 */
export function checkLicenceState(
  { at }: Pick<Question, 'at'>,
  states: KnownStates | undefined,
  licence: { key: string; digest: string | undefined; entryVersion: number },
): Finding {
  const leaf = states?.entries.get(licence.key);
  if (states === undefined || leaf === undefined) return skipped('STATUS_UNKNOWN');
  if (at < parseTime(leaf.since)) return skipped('STATUS_UNKNOWN', { since: leaf.since });
  const facts = { state: leaf.state, since: leaf.since };
  const final = FINAL[leaf.state];
  if (final !== undefined) return failed(final, facts);
  if (leaf.version < licence.entryVersion) return unknown('STATUS_BEFORE_ANCHORING', facts);
  if (licence.digest !== undefined && leaf.digest !== licence.digest) return failed('LICENCE_SUPERSEDED', facts);
  if (!states.fresh) return skipped('STATUS_UNKNOWN', facts);
  if (leaf.state === 'suspended') return failed('LICENCE_SUSPENDED', facts);
  return leaf.state === 'active' ? passed(facts) : failed('STATUS_INVALID', facts);
}
