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
      await source.query(`UPDATE outbox SET status = 'committed' WHERE digest = $1`, [digest]);
    },

    async refused(digest, code) {
      await source.transaction(async (manager) => {
        await manager.query(
          `UPDATE outbox SET status = 'refused', refusal = $2 WHERE digest = $1 AND status = 'waiting'`,
          [digest, code],
        );
        await manager.query('DELETE FROM licence WHERE batch_digest = $1', [digest]);
        await manager.query('DELETE FROM licence_batch WHERE digest = $1', [digest]);
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
  };
}
