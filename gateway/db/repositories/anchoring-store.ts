import type { DataSource } from 'typeorm';
import type { AnchoringStore } from '../../domain/ports/anchoring-store.js';

export function createAnchoringStore(source: DataSource): AnchoringStore {
  return {
    async unanchoredBlocks(limit) {
      const rows: { blockNumber: number }[] = await source.query(
        `SELECT DISTINCT block_number AS "blockNumber" FROM licence_batch
         WHERE block_number IS NOT NULL AND anchored_at IS NULL ORDER BY block_number LIMIT $1`,
        [limit],
      );
      return rows.map(({ blockNumber }) => blockNumber);
    },

    async anchor(blockNumber, statements, anchoredAt) {
      await source.query(
        'UPDATE licence_batch SET statements = $2, anchored_at = $3 WHERE block_number = $1 AND anchored_at IS NULL',
        [blockNumber, statements, anchoredAt],
      );
    },
  };
}
