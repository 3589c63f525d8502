import { parseTime } from '../../../pki/encoding/times.js';
import type { Drift } from '../../domain/reconciliation/drift.js';
import { readBlock } from './read-blocks.js';
import type { Run } from './run.js';

const PLACE = { name: 'ledger' };

/** The projection stands at a block of this very chain, and not far behind. */
export async function reconcileCheckpoint(run: Run): Promise<void> {
  await run.sink.check(async () => {
    const { rows, ledger, clock, lateAfterMs } = run;
    const kept = await rows.checkpoint();
    const { height } = await ledger.read([]);
    const finding = { class: 'state-differs', table: 'projection_checkpoint', key: 'ledger' } as const;
    if (kept === undefined)
      return [{ ...finding, class: 'missing-in-database', detail: 'the projection stands nowhere' }];
    const { blockNumber, blockHash } = kept;
    const isReached = blockNumber >= 0 && blockNumber <= height;
    if (!isReached || (await readBlock(ledger, blockNumber)).blockHash !== blockHash) {
      // Nobody knows how far it was true: from block 0 on, everything is followed again.
      const first = await readBlock(ledger, 0);
      const detail = isReached ? 'not a block of this ledger' : 'a block that the ledger has not reached';
      const drifts: Drift[] = [];
      if (blockNumber !== 0)
        drifts.push({
          ...finding,
          column: 'block_number',
          detail,
          fix: { kind: 'set', row: PLACE, column: 'block_number', before: blockNumber, after: 0 },
        });
      if (blockHash !== first.blockHash)
        drifts.push({
          ...finding,
          column: 'block_hash',
          detail,
          fix: { kind: 'set', row: PLACE, column: 'block_hash', before: blockHash, after: first.blockHash },
        });
      return drifts;
    }
    if (blockNumber === height) return [];
    const written = (await readBlock(ledger, blockNumber + 1)).transactions[0]?.at;
    if (written === undefined || clock.now() - parseTime(written) <= lateAfterMs) return [];
    return [{ ...finding, class: 'late', column: 'block_number', detail: 'the projection does not follow the ledger' }];
  });
}
