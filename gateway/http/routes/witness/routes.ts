import { statusStatement } from '../../../domain/evidence/status.js';
import { ok } from '../../answer/answer.js';
import { open, type Route } from '../../route.js';
import { presentStatements } from './presenter.js';
import { statementList, statementsRequest, statusRequest } from './schema.js';

/** For everybody: statements are signed, and hold no personal data. */
// biome-ignore format: a line is a rule
export const witnessRoutes: readonly Route[] = [
  open('listBlockStatements', 'GET', '/v1/witness/block-statements', statementsRequest, (use, { query }) => use.listBlockStatements({ ...(query.domain === undefined ? {} : { domain: query.domain }), fromBlock: query.from, limit: query.limit }), ok(statementList, presentStatements)),
  open('statusStatement', 'POST', '/v1/witness/statuses', statusRequest, (use, { body }) => use.statusStatement(body), ok(statusStatement, (statement) => statement)),
];
