import type { RecordKind, RecordOf } from '../../../chaincode/model/records.js';
import type { TrustListBody } from '../../../chaincode/model/trust-list.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { Projection } from '../../domain/ports/projection.js';
import { deriveTrustList, type LedgerView, type Written } from '../../domain/trust/derive.js';
import type { TrustHolder } from './trust-holder.js';

/** How long a list is good; the next one is due well before. */
const LIFETIME_MS = 30 * 24 * 3600_000;
/** How far the clock of the gateway that proposes may be from ours. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export interface DeriveListDeps {
  ledger: Ledger;
  projection: Projection;
  trust: TrustHolder;
  clock: Clock;
  convictions: () => Promise<LedgerView['convictions']>;
}

/** The next trust list by this gateway's own node, up to one block. */
export interface ListDeriver {
  propose(): Promise<TrustListBody>;
  /** Throws TRUST_LIST_REFUSED unless this gateway would have derived the very same list at about this time. */
  check(list: TrustListBody): Promise<void>;
}

export function createListDeriver({ ledger, projection, trust, clock, convictions }: DeriveListDeps): ListDeriver {
  /** The projection only says which keys there are; what they hold comes from the ledger. */
  const versionsOf = async <K extends RecordKind>(kind: K, from: number, upTo: number) => {
    const keys = (await projection.listKind(kind)).map(({ key }) => key);
    const written: (Written<RecordOf<K>> & { index: number })[] = [];
    for (const key of keys) {
      for (const { record, blockNumber, index } of await ledger.history(key)) {
        if (record.kind !== kind || blockNumber <= from || blockNumber > upTo) continue;
        // `kind` has just been compared.
        written.push({ record: record as RecordOf<K>, blockNumber, index });
      }
    }
    return written.sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
  };

  /** Of the newest block that both the node and the projection have. */
  const knownHeight = async () => Math.min(await projection.height(), (await ledger.read([])).height);

  const derive = async (blockNumber: number, issuedAt: string, nextUpdate: string) => {
    const previous = trust.material().list;
    const [domains, types, agreements, networks] = await Promise.all([
      versionsOf('domain', previous.blockNumber, blockNumber),
      versionsOf('type', previous.blockNumber, blockNumber),
      versionsOf('agreement', previous.blockNumber, blockNumber),
      versionsOf('network', previous.blockNumber, blockNumber),
    ]);
    // The founding itself is list 0.
    const founded =
      previous.sequence === 0
        ? domains.filter(({ record }) => record.version > 1 || !isFounder(previous, record))
        : domains;
    const view: LedgerView = {
      blockNumber,
      domains: founded,
      types,
      agreements,
      quorums: networks.map(({ record, blockNumber: at }) => ({ quorum: record.quorum, blockNumber: at })),
      convictions: await convictions(),
    };
    return deriveTrustList({ previous, view, issuedAt, nextUpdate });
  };

  return {
    async propose() {
      const now = clock.now();
      return derive(await knownHeight(), formatTime(now), formatTime(now + LIFETIME_MS));
    },

    async check(list) {
      const issuedAt = parseTime(list.issuedAt);
      if (
        Math.abs(issuedAt - clock.now()) > CLOCK_TOLERANCE_MS ||
        parseTime(list.nextUpdate) - issuedAt > LIFETIME_MS
      ) {
        throw new AppError('TRUST_LIST_REFUSED', 'the times of the list are not of now');
      }
      // What came between the true height and a greater one would never find its way into a list.
      if (list.blockNumber > (await knownHeight())) {
        throw new AppError('TRUST_LIST_REFUSED', 'this gateway has not seen the block that the list names');
      }
      const own = await derive(list.blockNumber, list.issuedAt, list.nextUpdate);
      if (canonicalJson(own) !== canonicalJson(list)) {
        throw new AppError('TRUST_LIST_REFUSED', 'this gateway derives another list from its own node');
      }
    },
  };
}

function isFounder(list0: TrustListBody, record: RecordOf<'domain'>): boolean {
  return list0.domains.some(({ signed }) => canonicalJson(signed) === canonicalJson(record.signed));
}
