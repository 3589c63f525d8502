import { ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentImpact } from './presenter.js';
import { byCertificate, bySeal, impactPage } from './schema.js';

const read = bearer('licence.impact');
const answer = ok(impactPage, presentImpact);

// biome-ignore format: a line is a rule
export const impactRoutes: readonly Route[] = [
  guarded('impactOfSeal', 'GET', '/v1/seals/:digest/licences', read, bySeal, (use, actor, { path, query }) => use.licenceImpact(actor, { cause: { seal: path.digest }, ...query }), answer),
  guarded('impactOfCertificate', 'GET', '/v1/certificates/:fingerprint/licences', read, byCertificate, (use, actor, { path, query }) => use.licenceImpact(actor, { cause: { certificate: path.fingerprint }, ...query }), answer),
];
