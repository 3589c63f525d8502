import { dayOf } from '../../../pki/encoding/times.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { DailyStatementStore } from '../../domain/ports/daily-statements.js';
import type { ReconciliationResult } from '../../domain/reconciliation/result.js';
import type { createIssueDailyStatement } from './issue-daily-statement.js';
import type { Reconciler } from './reconcile.js';

/** One turn of the scheduled work: on a day that has no statement yet everything, and its statement; else the next window. */
export function createReconcileRegularly(deps: {
  reconciler: Reconciler;
  issue: ReturnType<typeof createIssueDailyStatement>;
  statements: Pick<DailyStatementStore, 'isClaimed'>;
  clock: Clock;
  onResult: (result: ReconciliationResult) => void;
}) {
  const { reconciler, issue, statements, clock, onResult } = deps;
  return async (): Promise<void> => {
    if (await statements.isClaimed(dayOf(clock.now()))) {
      onResult(await reconciler.window());
      return;
    }
    const { result, tally } = await reconciler.all();
    onResult(result);
    await issue(result, tally);
  };
}
