import { formatTime } from '../../../pki/encoding/times.js';
import type { StatusLeaf } from '../../domain/evidence/status.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger, LedgerEntry } from '../../domain/ports/ledger.js';
import type { LedgerFacts } from '../../domain/ports/witness.js';
import type { AnchoredBlocks } from './anchored-blocks.js';
import { statusKindOf } from './status-kind.js';

/**
 * What the own node says now, for this gateway's own verifications: unsigned, and with entries that no quorum has seen yet,
 * which hold since this look at the latest. A key without an entry is left out. Rejects as `Ledger.read` does.
 */
export function createLedgerFacts(deps: { ledger: Pick<Ledger, 'read'>; anchored: AnchoredBlocks; clock: Clock }) {
  return async (keys: readonly string[]): Promise<LedgerFacts> => {
    const { height, entries, fallback } = await deps.ledger.read(keys);
    const seenAt = formatTime(deps.clock.now());
    const anchorings = await deps.anchored.of([...entries.values()].map(({ blockNumber }) => blockNumber));
    const leafOf = ({ key, record, blockNumber, index }: LedgerEntry): StatusLeaf[] => {
      const kind = statusKindOf(record);
      if (kind === undefined) return [];
      return [
        {
          key,
          kind,
          version: record.version,
          digest: record.digest,
          state: record.state,
          since: anchorings.get(blockNumber)?.at ?? seenAt,
          sinceBlock: blockNumber,
          sinceIndex: index,
          ...('distrustFrom' in record && record.distrustFrom !== undefined && { distrustFrom: record.distrustFrom }),
        },
      ];
    };
    return {
      height,
      seenAt,
      entries: [...entries.values()].flatMap(leafOf),
      ...(fallback === undefined ? {} : { otherNodes: fallback.nodes }),
    };
  };
}
