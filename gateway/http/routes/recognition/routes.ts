import { created, ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentAgreements, presentSigned } from './presenter.js';
import { agreementList, signedAgreement, signRequest } from './schema.js';

const ALL = '/v1/recognition-agreements';

// biome-ignore format: a line is a rule
export const recognitionRoutes: readonly Route[] = [
  guarded('listAgreements', 'GET', ALL, bearer('registry.read'), {}, (use, actor) => use.listAgreements(actor), ok(agreementList, presentAgreements)),
  guarded('signAgreement', 'POST', ALL, bearer('trust.change', 'domain'), signRequest, (use, actor, { body }) => use.signAgreement(actor, body), created(signedAgreement, presentSigned)),
];
