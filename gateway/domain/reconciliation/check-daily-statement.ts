import type { KeptDailyStatement } from '../ports/reconciliation-rows.js';
import { type DailyStatementBody, dailyStatementDigest } from './daily-statement.js';
import type { Drift } from './drift.js';
import { judgeDailyStatement, readDailyStatement } from './verify-daily-statement.js';

/** The statements that this domain has published, by day: each is signed, and each follows the one before. */
export function checkDailyStatements(rows: readonly KeptDailyStatement[], keys: readonly string[]): Drift[] {
  const drifts: Drift[] = [];
  let previous: DailyStatementBody | undefined;
  for (const row of rows) {
    // A day that was claimed and never published, because the process ended in between, stays empty.
    if (row.content === null) continue;
    const finding = { class: 'digest-differs', table: 'daily_statement', key: row.day } as const;
    const read = readDailyStatement(row.content);
    const judged =
      read === undefined
        ? undefined
        : judgeDailyStatement(read, { keys, ...(previous === undefined ? {} : { previous }) });
    if (read === undefined || judged?.ok !== true) {
      const code = judged?.ok === false ? judged.code : 'DAILY_MALFORMED';
      drifts.push({ ...finding, column: 'content', detail: `not a statement of this domain: ${code}` });
      continue;
    }
    if (read.statement.day !== row.day)
      drifts.push({ ...finding, column: 'day', detail: 'not the day of the statement' });
    if (dailyStatementDigest(read.statement) !== row.digest)
      drifts.push({ ...finding, column: 'digest', detail: 'not the digest of the statement' });
    previous = read.statement;
  }
  return drifts;
}
