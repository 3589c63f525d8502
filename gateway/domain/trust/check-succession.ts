import type { TrustList, TrustListBody } from '../../../chaincode/model/trust-list.js';
import { type CanonicalValue, canonicalBytes, canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { countSignatures, isBefore, presentMembers } from './check-list.js';
import { listOrder } from './order.js';
import { refuse } from './trust-codes.js';

export function listDigest(body: TrustListBody): string {
  return sm3Hex(canonicalBytes(body));
}

/** Whether `next` follows from `before` by the rules; both are consistent in themselves. */
export function checkSuccession(before: TrustListBody, next: TrustList): void {
  const body = next.list;
  if (body.sequence <= before.sequence)
    refuse('TRUST_ROLLED_BACK', `list ${body.sequence} after list ${before.sequence}`);
  if (body.sequence !== before.sequence + 1) refuse('TRUST_GAP', `list ${body.sequence} after list ${before.sequence}`);
  if (body.previous !== listDigest(before)) refuse('TRUST_FORK', `list ${body.sequence} follows another list`);
  if (body.founding !== before.founding || body.ledger !== before.ledger || body.profile !== before.profile) {
    refuse('TRUST_WRONG_NETWORK', `list ${body.sequence}: another founding, ledger or profile`);
  }
  if (body.blockNumber < before.blockNumber || !isBefore(before.issuedAt, body.issuedAt)) {
    refuse('TRUST_ROLLED_BACK', `list ${body.sequence} is not later than the list before`);
  }
  checkMajority(before, next);
  checkKept(before, body, 'domains', listOrder.domains);
  checkKept(before, body, 'types', listOrder.types);
  checkKept(before, body, 'agreements', listOrder.agreements);
  checkConvictionsKept(before, body);
  checkQuorums(before, body);
}

/** Signed by a majority of the members of the list before, with the keys that they had there. */
function checkMajority(before: TrustListBody, next: TrustList): void {
  const members = presentMembers(before);
  const signers = countSignatures(next, new Map([...members].map(([domain, key]) => [domain, [key]])));
  const needed = Math.floor(members.size / 2) + 1;
  if (signers < needed) refuse('TRUST_NOT_MAJORITY', `list ${next.list.sequence}: ${signers} of ${needed} signatures`);
}

/**
 * What stood in the list before stands there still; only an end may have been put to it, in a block that the list before
 * had not seen. What is new begins in such a block: the past that stands in a list is never rewritten.
 */
function checkKept<P extends 'domains' | 'types' | 'agreements'>(
  before: TrustListBody,
  next: TrustListBody,
  part: P,
  keyOf: (item: TrustListBody[P][number]) => readonly (string | number)[],
): void {
  const items: readonly TrustListBody[P][number][] = next[part];
  const olds: readonly TrustListBody[P][number][] = before[part];
  const placed = new Map(items.map((item) => [JSON.stringify(keyOf(item)), item]));
  for (const old of olds) {
    const name = JSON.stringify(keyOf(old));
    const kept = placed.get(name);
    placed.delete(name);
    if (kept === undefined || !isKept(old, kept, before.blockNumber)) refuse('TRUST_ENTRY_ALTERED', `${part} ${name}`);
  }
  for (const [name, added] of placed) {
    if (added.fromBlock <= before.blockNumber) refuse('TRUST_ENTRY_ALTERED', `${part} ${name}: new in an old block`);
  }
}

type Span = { fromBlock: number; untilBlock?: number };

function isKept(old: Span & CanonicalMember, kept: Span & CanonicalMember, seen: number): boolean {
  if (old.untilBlock !== undefined || kept.untilBlock === undefined) return canonicalJson(old) === canonicalJson(kept);
  const { untilBlock, ...rest } = kept;
  return untilBlock > seen && canonicalJson(old) === canonicalJson(rest);
}
type CanonicalMember = { readonly [member: string]: CanonicalValue };

/** A conviction stays, word for word, or gives way to one of the same domain at a lower height. */
function checkConvictionsKept(before: TrustListBody, next: TrustListBody): void {
  const now = new Map(next.convictions.map((each) => [each.domain, each]));
  for (const old of before.convictions) {
    const kept = now.get(old.domain);
    const stands =
      kept !== undefined && (kept.blockNumber < old.blockNumber || canonicalJson(kept) === canonicalJson(old));
    if (!stands) refuse('TRUST_ENTRY_ALTERED', `the conviction of ${old.domain} at ${old.blockNumber} is gone`);
  }
}

/** A change of the quorum leaves the one before on record, to the block where it ended. */
function checkQuorums(before: TrustListBody, next: TrustListBody): void {
  const old = before.formerQuorums ?? [];
  const now = next.formerQuorums ?? [];
  const kept = canonicalJson(old) === canonicalJson(now.slice(0, old.length));
  const added = now.slice(old.length);
  const chained = [...added.map(({ quorum }) => quorum), next.quorum];
  const alternates = chained.every((quorum, at) => (at === 0 ? quorum === before.quorum : quorum !== chained[at - 1]));
  if (!kept || !alternates || added.some(({ untilBlock }) => untilBlock <= before.blockNumber)) {
    refuse('TRUST_ENTRY_ALTERED', `list ${next.sequence}: the quorums`);
  }
}
