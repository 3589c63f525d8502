import { networkOf } from '../../../chaincode/model/founding-list.js';
import type { TrustList, TrustListBody } from '../../../chaincode/model/trust-list.js';
import { PkiError } from '../../../pki/errors.js';
import { checkEncodings } from './check-encodings.js';
import { checkList, countSignatures, presentMembers } from './check-list.js';
import { checkSuccession, listDigest } from './check-succession.js';
import { type TrustMaterial, trustMaterial } from './material.js';
import { refuse, type TrustCode, TrustRefusal } from './trust-codes.js';

/** What the verifier knows already: the network's digest, or a list that he holds. */
export type TrustPin = { readonly network: string } | { readonly held: TrustList };

export type TrustResult =
  | { readonly ok: true; readonly trust: TrustMaterial }
  | { readonly ok: false; readonly code: TrustCode; readonly detail: string };

/**
 * Walks from list to list and answers the last one as trust material. Pinned to a network, the walk begins at list 0;
 * pinned to a held list, at any list from which the held one follows, at the held one, or at the one after it. Without a
 * pin the first list is taken on the caller's word. Does not look at a clock: `nextUpdate` is the verifier's business.
 */
export function walkTrustLists(lists: readonly TrustList[], options: { pin?: TrustPin } = {}): TrustResult {
  try {
    for (const { list } of lists) checkEncodings(list);
    return { ok: true, trust: walk(lists, options.pin) };
  } catch (error) {
    if (error instanceof TrustRefusal) return { ok: false, code: error.code, detail: error.message };
    if (error instanceof PkiError) return { ok: false, code: 'TRUST_MALFORMED', detail: error.message };
    throw error;
  }
}

function walk(given: readonly TrustList[], pin: TrustPin | undefined): TrustMaterial {
  const held = pin !== undefined && 'held' in pin ? pin.held : undefined;
  const lists = held !== undefined && given[0]?.list.sequence === held.list.sequence + 1 ? [held, ...given] : given;
  const [first, ...rest] = lists;
  if (first === undefined) return refuse('TRUST_ABSENT', 'no trust list');
  const network = networkOfFirst(first);
  if (pin !== undefined && 'network' in pin) {
    if (pin.network !== network) refuse('TRUST_WRONG_NETWORK', 'not the pinned network');
    if (first.list.sequence !== 0) refuse('TRUST_GAP', 'from a pinned network the walk begins at list 0');
  }
  if (held !== undefined) checkHeld(held, lists);
  checkList(first.list, network);
  checkFirstSignatures(first);
  let last: TrustListBody = first.list;
  for (const next of rest) {
    checkSuccession(last, next);
    checkList(next.list, network);
    last = next.list;
  }
  return trustMaterial(last, network);
}

function networkOfFirst({ list }: TrustList): string {
  if (list.sequence === 0) return networkOf(list);
  return list.network ?? refuse('TRUST_MALFORMED', 'a list without a network');
}

/** The held list is one of them, word for word: what comes before and after is bound to it by digests. */
function checkHeld({ list }: TrustList, lists: readonly TrustList[]): void {
  const digest = listDigest(list);
  const missing = (lists[0]?.list.sequence ?? 0) < list.sequence ? 'TRUST_ROLLED_BACK' : 'TRUST_GAP';
  const same =
    lists.find((each) => each.list.sequence === list.sequence) ??
    refuse(missing, `the held list ${list.sequence} is not among them`);
  if (listDigest(same.list) !== digest) refuse('TRUST_FORK', `another list ${list.sequence} than the one held`);
}

/**
 * List 0: every founder. A later list as anchor: its signers were members of the list before, which is not there, so their
 * signatures are checked against every key that their domains have had.
 */
function checkFirstSignatures(first: TrustList): void {
  if (first.list.sequence === 0) {
    const founders = presentMembers(first.list);
    const signers = countSignatures(first, new Map([...founders].map(([domain, key]) => [domain, [key]])));
    if (signers < founders.size || founders.size < first.list.domains.length) {
      refuse('TRUST_NOT_MAJORITY', `list 0: ${signers} of ${first.list.domains.length} founders`);
    }
    return;
  }
  const keys = new Map<string, string[]>();
  for (const { signed } of first.list.domains) {
    const { domain, governanceKey } = signed.entry;
    keys.set(domain, [...(keys.get(domain) ?? []), governanceKey]);
  }
  countSignatures(first, keys);
}
