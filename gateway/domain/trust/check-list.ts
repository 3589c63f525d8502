import type { TrustList, TrustListBody } from '../../../chaincode/model/trust-list.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { checkAgreements, checkConvictions, checkTypes } from './check-contents.js';
import { checkDomains } from './check-domains.js';
import { isAscending, listOrder } from './order.js';
import { isSigned } from './signed.js';
import { refuse } from './trust-codes.js';

/** Everything that can be said of a list by itself: its parts carry the signatures of those they speak for. */
export function checkList(body: TrustListBody, network: string): void {
  const first = body.sequence === 0;
  if ((body.network === undefined) !== first || (body.previous === undefined) !== first) {
    refuse('TRUST_MALFORMED', 'list 0, and only list 0, names no network and no list before');
  }
  if (!first && body.network !== network) refuse('TRUST_WRONG_NETWORK', `list ${body.sequence} is of another network`);
  if (isBefore(body.nextUpdate, body.issuedAt)) refuse('TRUST_MALFORMED', 'the list ends before it begins');
  checkOrder(body);
  checkDomains(body);
  checkTypes(body, network);
  checkAgreements(body, network);
  checkConvictions(body, network);
}

function checkOrder(body: TrustListBody): void {
  const ordered =
    // List 0 follows from the founding command, which has its own order.
    (body.sequence === 0 || isAscending(body.domains, listOrder.domains)) &&
    isAscending(body.types, listOrder.types) &&
    isAscending(body.agreements, listOrder.agreements) &&
    isAscending(body.convictions, listOrder.convictions) &&
    isAscending(body.formerQuorums ?? [], ({ untilBlock }) => [untilBlock]);
  if (!ordered) refuse('TRUST_MALFORMED', `list ${body.sequence} is not in order`);
  if ((body.formerQuorums ?? []).some(({ untilBlock }) => untilBlock > body.blockNumber)) {
    refuse('TRUST_MALFORMED', 'a quorum that ends in a block to come');
  }
}

/** Compares two times; one that the calendar does not have refuses the list. */
export function isBefore(a: string, b: string): boolean {
  try {
    return parseTime(a) < parseTime(b);
  } catch {
    return refuse('TRUST_MALFORMED', 'a time that does not exist');
  }
}

/** The domains that the list has as members now, with their governance keys. */
export function presentMembers(body: TrustListBody): Map<string, string> {
  const live = body.domains.filter(({ untilBlock }) => untilBlock === undefined);
  return new Map(live.map(({ signed: { entry } }) => [entry.domain, entry.governanceKey]));
}

/** Checks each signature and answers how many domains signed; a foreign, doubled or bad one refuses the list. */
export function countSignatures(list: TrustList, keys: ReadonlyMap<string, readonly string[]>): number {
  const signers = new Set<string>();
  for (const { domain, signature } of list.signatures) {
    const known = keys.get(domain) ?? [];
    if (signers.has(domain) || !known.some((key) => isSigned(key, 'trust-list', list.list, signature))) {
      refuse('TRUST_SIGNATURE_INVALID', `list ${list.list.sequence}: the signature of ${domain}`);
    }
    signers.add(domain);
  }
  return signers.size;
}
