import { evidence } from '../../../domain/evidence/evidence.js';
import { createdOnce, ok } from '../../answer/answer.js';
import { lines } from '../../answer/lines.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { accepted } from './accepted.js';
import { presentDetail, presentHistory, presentIssued, presentLicence, presentLine, presentPage } from './presenter.js';
import { throughRows } from './rows.js';
import * as schema from './schema.js';

const OF_AUTHORITY = '/v1/authorities/:uscc/licences';
const ALL = '/v1/licences';
const ONE = '/v1/licences/:licenceId';

const issue = bearer('licence.issue', ':uscc');
const reissue = bearer('licence.issue');
const read = bearer('licence.read');
const change = bearer('licence.change');
const issued = createdOnce(schema.issued, presentIssued, (line) => line.repeated);
const changed = ok(schema.licenceView, presentLicence);

// biome-ignore format: a line is a rule
export const licenceRoutes: readonly Route[] = [
  guarded('issueLicence', 'POST', OF_AUTHORITY, issue, schema.issueRequest, async (use, actor, { path, body }) => accepted(await use.issueLicence(actor, { authority: path.uscc, order: body })), issued),
  guarded('issueLicences', 'POST', `${OF_AUTHORITY}/batch`, issue, schema.issueBatchRequest, (use, actor, { path, body }) => throughRows(body, (rows) => use.issueLicences(actor, { authority: path.uscc, rows })), lines(schema.batchLine, presentLine)),
  guarded('listLicences', 'GET', ALL, read, schema.listRequest, (use, actor, { query }) => use.listLicences(actor, query), ok(schema.licencePage, presentPage)),
  guarded('readLicence', 'GET', ONE, read, schema.readRequest, (use, actor, { path }) => use.readLicence(actor, path), ok(schema.licenceDetail, presentDetail)),
  guarded('licenceHistory', 'GET', `${ONE}/history`, read, schema.readRequest, (use, actor, { path }) => use.licenceHistory(actor, path), ok(schema.historyLines, presentHistory)),
  // Evidence leaves as it is: every byte of it is signed or proves something.
  guarded('downloadEvidence', 'GET', `${ONE}/evidence`, read, schema.evidenceRequest, (use, actor, { path, query }) => use.downloadEvidence(actor, { ...path, ...query }), ok(evidence, (file) => file)),
  guarded('suspendLicence', 'POST', `${ONE}/suspend`, change, schema.changeRequest('suspended'), (use, actor, { path, body }) => use.changeLicenceState(actor, { ...path, ...body, state: 'suspended' }), changed),
  guarded('resumeLicence', 'POST', `${ONE}/resume`, change, schema.changeRequest('active'), (use, actor, { path, body }) => use.changeLicenceState(actor, { ...path, ...body, state: 'active' }), changed),
  guarded('revokeLicence', 'POST', `${ONE}/revoke`, change, schema.changeRequest('revoked'), (use, actor, { path, body }) => use.changeLicenceState(actor, { ...path, ...body, state: 'revoked' }), changed),
  guarded('withdrawLicence', 'POST', `${ONE}/withdraw`, change, schema.changeRequest('withdrawn'), (use, actor, { path, body }) => use.changeLicenceState(actor, { ...path, ...body, state: 'withdrawn' }), changed),
  guarded('cancelLicence', 'POST', `${ONE}/cancel`, change, schema.changeRequest('cancelled'), (use, actor, { path, body }) => use.changeLicenceState(actor, { ...path, ...body, state: 'cancelled' }), changed),
  guarded('reissueLicence', 'POST', `${ONE}/reissue`, reissue, schema.reissueRequest, async (use, actor, { path, body }) => accepted(await use.reissueLicence(actor, { ...path, ...body })), issued),
];
