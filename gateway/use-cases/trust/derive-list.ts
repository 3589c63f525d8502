import type { LedgerRecord, RecordKind, RecordOf } from '../../../chaincode/model/records.js';
import type { TrustListBody } from '../../../chaincode/model/trust-list.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import { checkConvictions } from '../../domain/trust/check-contents.js';
import { deriveTrustList, type LedgerView, type Written } from '../../domain/trust/derive.js';
import { refused } from './refused.js';
import type { TrustHolder } from './trust-holder.js';

/** How long a list is good; the next one is due well before. */
const LIFETIME_MS = 30 * 24 * 3600_000;
/** How far the clock of the gateway that proposes may be from ours. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

export interface DeriveListDeps {
  ledger: Ledger;
  trust: TrustHolder;
  clock: Clock;
  /** Those that this gateway's own witness has the proof of. */
  convictions: () => Promise<LedgerView['convictions']>;
}

/** The next trust list by this gateway's own node, up to one block. */
export interface ListDeriver {
  propose(): Promise<TrustListBody>;
  /**
   * Throws TRUST_LIST_REFUSED unless this gateway would have derived the very same list at about this time. Convictions need
   * only be proved: a witness that shows one body to us and another to the proposer must not stop all lists.
   */
  check(list: TrustListBody): Promise<void>;
}

export function createListDeriver({ ledger, trust, clock, convictions }: DeriveListDeps): ListDeriver {
  const registry = followRegistry(ledger);

  const derive = async (
    blockNumber: number,
    times: { issuedAt: string; nextUpdate: string },
    convictions: LedgerView['convictions'],
  ) => {
    const previous = trust.material().list;
    const written = await registry.upTo(blockNumber, previous.blockNumber);
    const versionsOf = <K extends RecordKind>(kind: K) =>
      written.flatMap(({ record, blockNumber: at }) =>
        // `kind` is what ties the record to it; TypeScript does not carry that into the generic.
        record.kind === kind ? [{ record: record as RecordOf<K>, blockNumber: at }] : [],
      );
    const domains = versionsOf('domain');
    const view: LedgerView = {
      blockNumber,
      // The founding itself is list 0.
      domains:
        previous.sequence === 0
          ? domains.filter(({ record }) => record.version > 1 || !isFounder(previous, record))
          : domains,
      types: versionsOf('type'),
      agreements: versionsOf('agreement'),
      quorums: versionsOf('network').map(({ record, blockNumber: at }) => ({ quorum: record.quorum, blockNumber: at })),
      convictions,
    };
    return deriveTrustList({ previous, view, ...times });
  };
  const knownHeight = async () => (await ledger.read([])).height;

  return {
    async propose() {
      // A list that is not later than the one before would be signed by all and taken by nobody.
      const issuedAt = Math.max(clock.now(), parseTime(trust.material().issuedAt) + 1);
      const times = { issuedAt: formatTime(issuedAt), nextUpdate: formatTime(issuedAt + LIFETIME_MS) };
      const height = await knownHeight();
      return derive(
        height,
        times,
        (await convictions()).filter(({ blockNumber }) => blockNumber <= height),
      );
    },

    async check(list) {
      const { network, issuedAt: before } = trust.material();
      refused(() => checkTimes(list, { now: clock.now(), before }));
      // What came between the true height and a greater one would never find its way into a list.
      if (list.blockNumber > (await knownHeight())) {
        throw new AppError('TRUST_LIST_REFUSED', 'this gateway has not seen the block that the list names');
      }
      const { blockNumber, convictions: proposed } = list;
      // Whose key it will be up there nobody knows: a proof that holds today must hold in every list to come.
      if (proposed.some((conviction) => conviction.blockNumber > blockNumber)) {
        throw new AppError('TRUST_LIST_REFUSED', 'a conviction in a block that the list does not know');
      }
      const own = await derive(blockNumber, { issuedAt: list.issuedAt, nextUpdate: list.nextUpdate }, proposed);
      refused(() => {
        if (canonicalJson(own) !== canonicalJson(list)) {
          throw new AppError('TRUST_LIST_REFUSED', 'this gateway derives another list from its own node');
        }
        checkConvictions(own, network);
      });
    },
  };
}

/** Milliseconds since 1970 for `now`, RFC 3339 for the list `before`. */
function checkTimes(list: TrustListBody, { now, before }: { now: number; before: string }): void {
  const issuedAt = parseTime(list.issuedAt);
  const lifetime = parseTime(list.nextUpdate) - issuedAt;
  const isNow = Math.abs(issuedAt - now) <= CLOCK_TOLERANCE_MS && issuedAt > parseTime(before);
  if (!isNow || lifetime <= 0 || lifetime > LIFETIME_MS) {
    throw new AppError('TRUST_LIST_REFUSED', 'the times of the list are not of now');
  }
}

/** A node that stops answering must not hold a request for ever; what has been read by then is not read again. */
const READING_LIMIT_MS = 5 * 60_000;

const LISTED: readonly RecordKind[] = ['domain', 'type', 'agreement', 'network'];

/**
 * What the blocks themselves say that lists speak of: the governance key signs no list that leaves out what a row of the
 * database has left out. Blocks do not change, so each is read once in the life of the process.
 */
function followRegistry(ledger: Pick<Ledger, 'blocks'>) {
  const written: Written<LedgerRecord>[] = [];
  let first = Number.POSITIVE_INFINITY;
  let last = -1;
  let turn: Promise<unknown> = Promise.resolve();

  const read = async (target: number, after: number) => {
    if (after < first) {
      written.length = 0;
      first = after;
      last = after;
    }
    if (last >= target) return;
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, AbortSignal.timeout(READING_LIMIT_MS)]);
    for await (const block of ledger.blocks(last + 1, signal)) {
      for (const { writes } of block.transactions) {
        for (const { record } of writes) {
          if (LISTED.includes(record.kind)) written.push({ record, blockNumber: block.blockNumber });
        }
      }
      last = block.blockNumber;
      if (last >= target) break;
    }
    done.abort();
    if (last < target) throw new AppError('LEDGER_UNAVAILABLE', 'the node did not show its blocks in time');
  };

  return {
    /** In ledger order. `target` must be a height that the node has reached. */
    async upTo(target: number, after: number): Promise<Written<LedgerRecord>[]> {
      const reading = turn.then(() => read(target, after));
      turn = reading.catch(() => undefined);
      await reading;
      return written.filter(({ blockNumber }) => blockNumber > after && blockNumber <= target);
    },
  };
}

function isFounder(list0: TrustListBody, record: RecordOf<'domain'>): boolean {
  return list0.domains.some(({ signed }) => canonicalJson(signed) === canonicalJson(record.signed));
}
