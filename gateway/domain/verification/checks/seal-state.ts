import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import { parseTime } from '../../../../pki/encoding/times.js';
import { type Anchoring, isBeforeAnchoring, type KnownStates } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';

/** The seal was active when the batch was anchored, and no later word takes its impressions of that time away. */
export function checkSealState(
  seal: string,
  states: KnownStates | undefined,
  anchoring: Anchoring | undefined,
): Finding {
  if (states === undefined) return skipped('STATUS_UNKNOWN');
  if (anchoring === undefined) return skipped('ANCHORING_UNKNOWN');
  const leaf = states.entries.get(ledgerKeys.seal(seal));
  if (leaf === undefined) return skipped('STATUS_UNKNOWN', { seal });
  const facts = { seal, state: leaf.state, since: leaf.since };
  if (leaf.digest !== seal) return failed('STATUS_INVALID', facts);
  if (leaf.distrustFrom !== undefined && parseTime(leaf.distrustFrom) <= anchoring.at) {
    return failed('SEAL_DISTRUSTED', { ...facts, distrustFrom: leaf.distrustFrom });
  }
  if (leaf.state !== 'active' && isBeforeAnchoring(leaf, anchoring)) return failed('SEAL_NOT_ACTIVE', facts);
  return states.fresh ? passed(facts) : skipped('STATUS_UNKNOWN', facts);
}
