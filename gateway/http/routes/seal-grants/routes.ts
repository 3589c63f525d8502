import { created, ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentGrant, presentGrants } from './presenter.js';
import { grantList, grantRequest, grantView, listRequest } from './schema.js';

const GRANTS = '/v1/seals/:digest/grants';

const grant = bearer('seal.grant', 'domain');
const read = bearer('seal.grant.read', 'domain');

// biome-ignore format: a line is a rule
export const sealGrantRoutes: readonly Route[] = [
  guarded('grantSealUse', 'POST', GRANTS, grant, grantRequest, (use, actor, { path, body }) => use.grantSealUse(actor, { seal: path.digest, ...body }), created(grantView, presentGrant)),
  guarded('listSealGrants', 'GET', GRANTS, read, listRequest, (use, actor, { path }) => use.listSealGrants(actor, { seal: path.digest }), ok(grantList, presentGrants)),
];
