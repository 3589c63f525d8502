import { networkOf } from '../../../chaincode/model/founding-list.js';
import type { AgreementRecord, DomainRecord, TypeRecord } from '../../../chaincode/model/records.js';
import type { Conviction, QUORUMS, TrustListBody } from '../../../chaincode/model/trust-list.js';
import { listDigest } from './check-succession.js';
import { compareKeys, listOrder } from './order.js';

/** What one transaction made of an entry. */
export interface Written<R> {
  record: R;
  blockNumber: number;
}

/**
 * The ledger's history as a list follows from it: every version of these records, in ledger order (block, then
 * transaction), from the beginning or from the list before on, up to and including `blockNumber`.
 */
export interface LedgerView {
  blockNumber: number;
  domains: readonly Written<DomainRecord>[];
  types: readonly Written<TypeRecord>[];
  agreements: readonly Written<AgreementRecord>[];
  /** Each quorum that a vote set, in ledger order. */
  quorums: readonly { quorum: (typeof QUORUMS)[number]; blockNumber: number }[];
  /** Convictions known here, the old ones included or not. */
  convictions: readonly Conviction[];
}

/**
 * The body of the list after `previous`: the same bytes at every gateway that reads the same ledger at the same height
 * and is given the same times and convictions. What the list before has stays as it is; only ends are added.
 */
export function deriveTrustList(input: {
  previous: TrustListBody;
  view: LedgerView;
  issuedAt: string;
  nextUpdate: string;
}): TrustListBody {
  const { previous, view, issuedAt, nextUpdate } = input;
  const isNew = ({ blockNumber }: { blockNumber: number }) =>
    blockNumber > previous.blockNumber && blockNumber <= view.blockNumber;
  return {
    format: 'yinxin/trust-list/v1',
    profile: previous.profile,
    ...quorums(previous, view.quorums.filter(isNew)),
    founding: previous.founding,
    network: previous.network ?? networkOf(previous),
    sequence: previous.sequence + 1,
    previous: listDigest(previous),
    issuedAt,
    nextUpdate,
    ledger: previous.ledger,
    blockNumber: view.blockNumber,
    domains: succeed(
      previous.domains,
      view.domains.filter(isNew),
      ({ signed }) => signed.entry.domain,
      ({ signed }) => signed.entry.domain,
      (record, span) => (record.state === 'ended' ? undefined : { ...span, signed: record.signed }),
    ).sort((a, b) => compareKeys(listOrder.domains(a), listOrder.domains(b))),
    types: succeed(
      previous.types,
      view.types.filter(isNew),
      ({ command }) => command.command.target,
      ({ signed }) => signed.command.target,
      (record, span) => ({ ...span, command: record.signed }),
    ).sort((a, b) => compareKeys(listOrder.types(a), listOrder.types(b))),
    agreements: succeed(
      previous.agreements,
      view.agreements.filter(isNew),
      (agreement) => String(listOrder.agreements(agreement)[0]),
      (record) => String(listOrder.agreements({ fromBlock: 0, halves: record.halves })[0]),
      (record, span) => ({ ...span, halves: byRole(record) }),
    ).sort((a, b) => compareKeys(listOrder.agreements(a), listOrder.agreements(b))),
    convictions: convictions(
      previous.convictions,
      view.convictions.filter((each) => each.blockNumber <= view.blockNumber),
    ),
  };
}

/** Puts an end to the version before and, unless the record ended the thing, the new version beside it. */
function succeed<I extends { fromBlock: number; untilBlock?: number }, R>(
  before: readonly I[],
  written: readonly Written<R>[],
  idOfItem: (item: I) => string,
  idOfRecord: (record: R) => string,
  item: (record: R, span: { fromBlock: number }) => I | undefined,
): I[] {
  const items = [...before];
  for (const { record, blockNumber } of written) {
    const live = items.findIndex((each) => each.untilBlock === undefined && idOfItem(each) === idOfRecord(record));
    const ended = items[live];
    if (ended !== undefined) items[live] = { ...ended, untilBlock: blockNumber };
    const next = item(record, { fromBlock: blockNumber });
    if (next !== undefined) items.push(next);
  }
  return items;
}

/** The issuing domain's half first. */
function byRole({ terms, halves: [a, b] }: AgreementRecord): AgreementRecord['halves'] {
  return a.command.domain === terms.issuing ? [a, b] : [b, a];
}

function quorums(previous: TrustListBody, changes: LedgerView['quorums']) {
  let quorum = previous.quorum;
  const former = [...(previous.formerQuorums ?? [])];
  for (const change of changes) {
    if (change.quorum === quorum) continue;
    former.push({ quorum, untilBlock: change.blockNumber });
    quorum = change.quorum;
  }
  return former.length === 0 ? { quorum } : { quorum, formerQuorums: former };
}

/** Of each domain the conviction of the lowest height, which says all that the others do; the first proof of it is enough. */
function convictions(before: readonly Conviction[], found: readonly Conviction[]): Conviction[] {
  const lowest = new Map<string, Conviction>();
  for (const each of [...before, ...found]) {
    const known = lowest.get(each.domain);
    if (known === undefined || each.blockNumber < known.blockNumber) lowest.set(each.domain, each);
  }
  return [...lowest.values()].sort((a, b) => compareKeys(listOrder.convictions(a), listOrder.convictions(b)));
}
