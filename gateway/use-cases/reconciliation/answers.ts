import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { DailyStatementStore, ReconciliationResults } from '../../domain/ports/daily-statements.js';
import { readDailyStatement } from '../../domain/reconciliation/verify-daily-statement.js';
import type { UseCases } from '../contract.js';

/** The newest result of each scope, for those who run the domain's gateway. */
export function createReadReconciliation(deps: {
  domain: string;
  results: ReconciliationResults;
}): UseCases['readReconciliation'] {
  const { domain, results } = deps;
  return async (actor) => {
    authorise(actor, 'reconciliation.read', { tenant: domain, domain });
    const newest = await results.newest();
    const [all, window] = [newest.find(({ scope }) => scope === 'all'), newest.find(({ scope }) => scope === 'window')];
    if (all === undefined && window === undefined) throw new AppError('NOT_FOUND', 'nothing has been reconciled yet');
    return { ...(all === undefined ? {} : { all }), ...(window === undefined ? {} : { window }) };
  };
}

/** Open to everybody: a statement carries its own proof. */
export function createReadDailyStatement({
  statements,
}: {
  statements: Pick<DailyStatementStore, 'find'>;
}): UseCases['readDailyStatement'] {
  return async ({ day }) => {
    const statement = readDailyStatement(await statements.find(day));
    if (statement === undefined) throw new AppError('DAILY_STATEMENT_NOT_FOUND');
    return statement;
  };
}
