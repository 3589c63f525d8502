import { trustList, trustListBody } from '../../../../chaincode/model/trust-list.js';
import { created, ok } from '../../answer/answer.js';
import { cacheable } from '../../answer/cacheable.js';
import { bearer } from '../../guard.js';
import { guarded, open, type Route } from '../../route.js';
import { keptAs, presentPublished, presentSignature } from './presenter.js';
import { listSignature, published, publishRequest, readRequest, signRequest } from './schema.js';

const ALL = '/v1/trust-lists';
const change = bearer('trust.change', 'domain');

// biome-ignore format: a line is a rule
export const trustListRoutes: readonly Route[] = [
  guarded('proposeTrustList', 'POST', `${ALL}/proposals`, change, {}, (use, actor) => use.proposeTrustList(actor), ok(trustListBody, (list) => list)),
  guarded('signTrustList', 'POST', `${ALL}/signatures`, change, signRequest, (use, actor, { body }) => use.signTrustList(actor, body), ok(listSignature, presentSignature)),
  // For everybody: a list carries its own proof.
  open('publishTrustList', 'POST', ALL, publishRequest, (use, { body }) => use.publishTrustList({ list: body }), created(published, presentPublished)),
  open('readTrustList', 'GET', `${ALL}/:sequence`, readRequest, async (use, { path }) => keptAs(path.sequence, await use.readTrustList(path)), cacheable(trustList)),
];
