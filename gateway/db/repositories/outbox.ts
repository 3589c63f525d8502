import type { DataSource } from 'typeorm';
import type { Outbox, OutboxItem } from '../../domain/ports/outbox.js';

export function createOutbox(source: DataSource, clock: { now(): number }): Outbox {
  return {
    async add(item) {
      await source.query(
        `INSERT INTO outbox (digest, kind, input, status, created_at) VALUES ($1, $2, $3, 'waiting', $4)
         ON CONFLICT (digest) DO NOTHING`,
        [item.digest, item.kind, item.input, new Date(clock.now())],
      );
    },

    async committed(digest) {
      // The ledger has the input now; a batch of 500 would keep some 350 KB here for ever.
      await source.query(`UPDATE outbox SET status = 'committed', input = '' WHERE digest = $1`, [digest]);
    },

    async refused(digest, code) {
      await source.transaction(async (manager) => {
        await manager.query(
          `UPDATE outbox SET status = 'refused', refusal = $2 WHERE digest = $1 AND status = 'waiting'`,
          [digest, code],
        );
        // A batch that has been seen on the ledger is evidence, whatever is said of its command afterwards.
        const unseen = 'SELECT 1 FROM licence_batch WHERE digest = $1 AND block_number IS NULL';
        await manager.query(`DELETE FROM licence WHERE batch_digest = $1 AND EXISTS (${unseen} FOR UPDATE)`, [digest]);
        await manager.query('DELETE FROM licence_batch WHERE digest = $1 AND block_number IS NULL', [digest]);
      });
    },

    async waiting(limit, createdBefore) {
      const rows: OutboxItem[] = await source.query(
        `SELECT digest, kind, input FROM outbox WHERE status = 'waiting' AND created_at < $2
         ORDER BY created_at LIMIT $1`,
        [limit, new Date(createdBefore)],
      );
      return rows;
    },

    async countWaiting() {
      const [row] = await source.query(`SELECT count(*)::int AS count FROM outbox WHERE status = 'waiting'`);
      return row.count;
    },
  };
}
