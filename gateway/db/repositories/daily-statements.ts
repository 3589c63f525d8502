import type { DataSource } from 'typeorm';
import type { DailyStatementStore, ReconciliationResults } from '../../domain/ports/daily-statements.js';
import { reconciliationResult } from '../../domain/reconciliation/result.js';

export function createDailyStatementStore(source: DataSource): DailyStatementStore {
  return {
    async claim(day, digest, at) {
      const rows: unknown[] = await source.query(
        `INSERT INTO daily_statement (day, digest, claimed_at) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING RETURNING day`,
        [day, digest, new Date(at)],
      );
      return rows.length > 0;
    },

    async isClaimed(day) {
      const rows: unknown[] = await source.query('SELECT 1 FROM daily_statement WHERE day = $1', [day]);
      return rows.length > 0;
    },

    async publish(day, digest, content) {
      await source.query('UPDATE daily_statement SET content = $3 WHERE day = $1 AND digest = $2 AND content IS NULL', [
        day,
        digest,
        content,
      ]);
    },

    async find(day) {
      const rows: { content: string }[] = await source.query(
        `SELECT content FROM daily_statement WHERE content IS NOT NULL AND ($1::text IS NULL OR day = $1)
         ORDER BY day DESC LIMIT 1`,
        [day === 'latest' ? null : day],
      );
      return rows[0]?.content;
    },
  };
}

export function createReconciliationResults(source: DataSource): ReconciliationResults {
  return {
    async keep(result) {
      await source.query(
        `INSERT INTO reconciliation_result AS kept (scope, finished_at, content) VALUES ($1, $2, $3)
         ON CONFLICT (scope) DO UPDATE SET finished_at = excluded.finished_at, content = excluded.content
         WHERE kept.finished_at <= excluded.finished_at`,
        [result.scope, result.finishedAt, JSON.stringify(result)],
      );
    },

    async newest() {
      const rows: { content: string }[] = await source.query(
        'SELECT content FROM reconciliation_result ORDER BY scope',
      );
      return rows.map(({ content }) => reconciliationResult.parse(JSON.parse(content)));
    },
  };
}
