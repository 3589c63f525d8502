import { created, ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { committed, presentCommitted } from '../shared.js';
import { presentAuthorities, presentEquipment } from './presenter.js';
import * as schema from './schema.js';

const read = bearer('registry.read');
const change = bearer('registry.change', 'domain');
const RIGHT = '/v1/authorities/:uscc/rights/:type';

// biome-ignore format: a line is a rule
export const authorityRoutes: readonly Route[] = [
  guarded('listAuthorities', 'GET', '/v1/authorities', read, {}, (use, actor) => use.listAuthorities(actor), ok(schema.authorityList, presentAuthorities)),
  guarded('registerAuthority', 'POST', '/v1/authorities', change, schema.registerRequest, (use, actor, { body }) => use.registerAuthority(actor, body), created(committed, presentCommitted)),
  guarded('equipAuthority', 'POST', '/v1/authorities/:uscc/equipment', change, schema.equipRequest, (use, actor, { path }) => use.equipAuthority(actor, path), created(schema.equipment, presentEquipment)),
  guarded('grantRight', 'PUT', RIGHT, change, schema.grantRequest, (use, actor, { path }) => use.grantRight(actor, { authority: path.uscc, type: path.type }), ok(committed, presentCommitted)),
  guarded('endRight', 'DELETE', RIGHT, change, schema.endRequest, (use, actor, { path, query }) => use.endRight(actor, { authority: path.uscc, type: path.type, ...query }), ok(committed, presentCommitted)),
  guarded('revokeCertificate', 'POST', '/v1/certificates/:fingerprint/revocation', change, schema.revokeRequest, (use, actor, { path, body }) => use.revokeCertificate(actor, { ...path, ...body }), ok(committed, presentCommitted)),
];
