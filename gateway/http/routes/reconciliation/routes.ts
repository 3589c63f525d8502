import { dailyStatement } from '../../../domain/reconciliation/daily-statement.js';
import { ok } from '../../answer/answer.js';
import { cacheable } from '../../answer/cacheable.js';
import { bearer } from '../../guard.js';
import { guarded, open, type Route } from '../../route.js';
import { keptAs, presentLatest } from './presenter.js';
import { dailyRequest, latest } from './schema.js';

const read = bearer('reconciliation.read', 'domain');

// biome-ignore format: a line is a rule
export const reconciliationRoutes: readonly Route[] = [
  guarded('readReconciliation', 'GET', '/v1/reconciliation/latest', read, {}, (use, actor) => use.readReconciliation(actor), ok(latest, presentLatest)),
  // For everybody: a statement carries its own proof.
  open('readDailyStatement', 'GET', '/v1/daily-statements/:day', dailyRequest, async (use, { path }) => keptAs(path.day, await use.readDailyStatement(path)), cacheable(dailyStatement)),
];
