import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import { canonicalBytes } from '../../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../../pki/sm3.js';
import { type Anchoring, type Case, isBeforeAnchoring, type KnownStates } from '../case.js';
import { type Finding, failed, passed, skipped, unknown } from '../finding.js';

/** The authority had the right to the type when the batch was anchored, and the type is one that the list knows. */
export function checkRight(ground: Case, states: KnownStates | undefined, anchoring: Anchoring | undefined): Finding {
  const { trust, evidence } = ground;
  const { authority, type } = evidence.document;
  if (anchoring === undefined) return skipped('ANCHORING_UNKNOWN');
  if (trust.typeAt(type, anchoring.blockNumber) === undefined) {
    const facts = { type, trustedTo: trust.blockNumber };
    // A list that ends before the anchoring may miss the type.
    return anchoring.blockNumber > trust.blockNumber ? unknown('TYPE_UNKNOWN', facts) : failed('TYPE_UNKNOWN', facts);
  }
  const leaf = states?.entries.get(ledgerKeys.right(authority, type));
  if (states === undefined || leaf === undefined) return skipped('STATUS_UNKNOWN');
  const facts = { state: leaf.state, since: leaf.since };
  if (leaf.digest !== sm3Hex(canonicalBytes({ authority, type }))) return failed('STATUS_INVALID', facts);
  if (leaf.state !== 'active' && isBeforeAnchoring(leaf, anchoring)) return failed('RIGHT_ENDED', facts);
  return states.fresh ? passed(facts) : skipped('STATUS_UNKNOWN', facts);
}
