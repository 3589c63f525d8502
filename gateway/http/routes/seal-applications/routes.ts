import { created, ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentSeal } from '../seals/presenter.js';
import { sealView } from '../seals/schema.js';
import { presentApplication, presentApplications } from './presenter.js';
import { applicationList, applicationView, applyRequest, decideRequest, listRequest, oneRequest } from './schema.js';

const ALL = '/v1/seal-applications';
const ONE = '/v1/seal-applications/:digest';

const apply = bearer('seal.apply', ':uscc');
const trace = bearer('seal.trace');
const decide = bearer('seal.decide', 'domain');
const make = bearer('seal.make', 'domain');
const file = bearer('seal.file', 'domain');
const one = ok(applicationView, presentApplication);

// biome-ignore format: a line is a rule
export const sealApplicationRoutes: readonly Route[] = [
  guarded('applyForSeal', 'POST', '/v1/authorities/:uscc/seal-applications', apply, applyRequest, (use, actor, { path, body }) => use.applyForSeal(actor, { authority: path.uscc, ...body }), created(applicationView, presentApplication)),
  guarded('listSealApplications', 'GET', ALL, trace, listRequest, (use, actor, { query }) => use.listSealApplications(actor, query), ok(applicationList, presentApplications)),
  guarded('readSealApplication', 'GET', ONE, trace, oneRequest, (use, actor, { path }) => use.readSealApplication(actor, { application: path.digest }), one),
  // Each step is for another person than the one before: the use case and the ledger's rules see to that.
  guarded('decideSealApplication', 'POST', `${ONE}/decision`, decide, decideRequest, (use, actor, { path, body }) => use.decideSealApplication(actor, { application: path.digest, ...body }), one),
  guarded('makeAppliedSeal', 'POST', `${ONE}/seal`, make, oneRequest, (use, actor, { path }) => use.makeAppliedSeal(actor, { application: path.digest }), created(applicationView, presentApplication)),
  guarded('fileSeal', 'POST', `${ONE}/filing`, file, oneRequest, (use, actor, { path }) => use.fileSeal(actor, { application: path.digest }), created(sealView, presentSeal)),
];
