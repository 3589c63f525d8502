import { created, ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { committed, presentCommitted } from '../shared.js';
import { presentTypes } from './presenter.js';
import { registerRequest, typeList } from './schema.js';

// biome-ignore format: a line is a rule
export const typeRoutes: readonly Route[] = [
  guarded('listTypes', 'GET', '/v1/types', bearer('registry.read'), {}, (use, actor) => use.listTypes(actor), ok(typeList, presentTypes)),
  guarded('registerType', 'POST', '/v1/types', bearer('registry.change', 'domain'), registerRequest, (use, actor, { body }) => use.registerType(actor, body), created(committed, presentCommitted)),
];
