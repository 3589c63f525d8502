import { created, ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentSeal, presentSeals } from './presenter.js';
import { changeRequest, listRequest, makeRequest, sealList, sealView } from './schema.js';

const read = bearer('seal.read');
const change = bearer('seal.change', 'domain');

// biome-ignore format: a line is a rule
export const sealRoutes: readonly Route[] = [
  guarded('listSeals', 'GET', '/v1/seals', read, listRequest, (use, actor, { query }) => use.listSeals(actor, query), ok(sealList, presentSeals)),
  guarded('makeSeal', 'POST', '/v1/seals', change, makeRequest, (use, actor, { body }) => use.makeSeal(actor, body), created(sealView, presentSeal)),
  guarded('changeSealState', 'POST', '/v1/seals/:digest/state', change, changeRequest, (use, actor, { path, body }) => use.changeSealState(actor, { seal: path.digest, ...body }), ok(sealView, presentSeal)),
];
