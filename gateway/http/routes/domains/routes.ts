import { ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentDomains } from './presenter.js';
import { domainList } from './schema.js';

// biome-ignore format: a line is a rule
export const domainRoutes: readonly Route[] = [
  guarded('listDomains', 'GET', '/v1/domains', bearer('registry.read'), {}, (use, actor) => use.listDomains(actor), ok(domainList, presentDomains)),
];
