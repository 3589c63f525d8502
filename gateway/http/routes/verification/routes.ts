import { ok } from '../../answer/answer.js';
import { bearer } from '../../guard.js';
import { guarded, type Route } from '../../route.js';
import { presentReport } from './presenter.js';
import { report, verifyEvidenceRequest, verifyRequest } from './schema.js';

const verify = bearer('licence.verify');
const reported = ok(report, presentReport);

/** Every verdict is an answer: 200. */
// biome-ignore format: a line is a rule
export const verificationRoutes: readonly Route[] = [
  guarded('verifyLicence', 'POST', '/v1/verifications', verify, verifyRequest, (use, actor, { body }) => ('key' in body ? use.verifyByDigest(actor, body) : use.verifyById(actor, body)), reported),
  guarded('verifyEvidence', 'POST', '/v1/verifications/evidence', verify, verifyEvidenceRequest, (use, actor, { query, body }) => use.verifyEvidence(actor, { ...query, body }), reported),
];
