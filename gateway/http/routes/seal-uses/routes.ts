import { ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentReport, presentUses } from './presenter.js';
import { journalReport, listRequest, useList } from './schema.js';

const read = bearer('use-record.read', 'domain');

// biome-ignore format: a line is a rule
export const sealUseRoutes: readonly Route[] = [
  guarded('listSealUses', 'GET', '/v1/seal-uses', read, listRequest, (use, actor, { query }) => use.listSealUses(actor, query), ok(useList, presentUses)),
  guarded('checkSealUses', 'GET', '/v1/seal-uses/check', read, {}, (use, actor) => use.checkSealUses(actor), ok(journalReport, presentReport)),
];
