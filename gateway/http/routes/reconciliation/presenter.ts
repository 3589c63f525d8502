import type { z } from 'zod';
import type { DailyStatement } from '../../../domain/reconciliation/daily-statement.js';
import type { ReconciliationResult } from '../../../domain/reconciliation/result.js';
import type { latest } from './schema.js';

type Latest = z.infer<typeof latest>;

export function presentLatest({ all, window }: { all?: ReconciliationResult; window?: ReconciliationResult }): Latest {
  return { all: all && presentResult(all), window: window && presentResult(window) };
}

function presentResult(result: ReconciliationResult): Latest['all'] {
  const { drift } = result;
  return {
    scope: result.scope,
    outcome: result.outcome,
    startedAt: result.startedAt,
    finishedAt: result.finishedAt,
    blockNumber: result.blockNumber,
    blockHash: result.blockHash,
    checked: { blocks: result.checked.blocks, rows: result.checked.rows },
    drift: {
      'missing-on-ledger': drift['missing-on-ledger'],
      'missing-in-database': drift['missing-in-database'],
      'digest-differs': drift['digest-differs'],
      'state-differs': drift['state-differs'],
      late: drift.late,
    },
    findings: result.findings.map(({ class: kind, table, column, key, detail, repair }) => ({
      class: kind,
      table,
      ...(column === undefined ? {} : { column }),
      key,
      detail,
      repair,
    })),
  };
}

const FOR_GOOD = 'public, max-age=31536000, immutable';
const FOR_A_MINUTE = 'public, max-age=60';

/** A day's statement never changes, and leaves as it was signed. */
export function keptAs(day: string, value: DailyStatement): { value: DailyStatement; cacheControl: string } {
  return { value, cacheControl: day === 'latest' ? FOR_A_MINUTE : FOR_GOOD };
}
