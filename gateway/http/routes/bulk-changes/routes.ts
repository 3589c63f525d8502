import { created, ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentBulkChange } from './presenter.js';
import { bulkRequest, bulkView, oneRequest } from './schema.js';

const ALL = '/v1/authorities/:uscc/bulk-changes';
const ONE = '/v1/authorities/:uscc/bulk-changes/:digest';

const change = bearer('licence.bulk', ':uscc');
const answer = ok(bulkView, presentBulkChange);

// biome-ignore format: a line is a rule
export const bulkChangeRoutes: readonly Route[] = [
  guarded('requestBulkChange', 'POST', ALL, change, bulkRequest, (use, actor, { path, body }) => use.requestBulkChange(actor, { authority: path.uscc, ...body }), created(bulkView, presentBulkChange)),
  guarded('approveBulkChange', 'POST', `${ONE}/approval`, change, oneRequest, (use, actor, { path }) => use.approveBulkChange(actor, { authority: path.uscc, change: path.digest }), answer),
  guarded('readBulkChange', 'GET', ONE, change, oneRequest, (use, actor, { path }) => use.readBulkChange(actor, { authority: path.uscc, change: path.digest }), answer),
];
