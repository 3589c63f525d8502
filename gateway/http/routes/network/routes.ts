import { created, ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { committed, presentCommitted } from '../shared.js';
import { presentDomainCertificates, presentEntry, presentFounded, presentFounderSignature } from './presenter.js';
import * as schema from './schema.js';

const change = bearer('trust.change', 'domain');

// biome-ignore format: a line is a rule
export const networkRoutes: readonly Route[] = [
  guarded('foundingEntry', 'POST', '/v1/network/founding-entry', change, schema.entryRequest, (use, actor, { body }) => use.foundingEntry(actor, body), ok(schema.foundingEntry, presentEntry)),
  guarded('signFounding', 'POST', '/v1/network/founding-signatures', change, schema.signRequest, (use, actor, { body }) => use.signFounding(actor, body), ok(schema.founderSignature, presentFounderSignature)),
  guarded('found', 'POST', '/v1/network/founding', change, schema.foundRequest, (use, actor, { body }) => use.found(actor, body), created(schema.founded, presentFounded)),
  guarded('registerDomainCertificates', 'POST', '/v1/network/certificates', change, {}, (use, actor) => use.registerDomainCertificates(actor), ok(schema.domainCertificates, presentDomainCertificates)),
  guarded('castVote', 'POST', '/v1/network/votes', change, schema.voteRequest, (use, actor, { body }) => use.castVote(actor, body), created(committed, presentCommitted)),
];
