import { z } from 'zod';
import { LEDGER_ERROR_CODES, LedgerError, type LedgerErrorCode } from '../../chaincode/errors.js';
import { APP_ERROR_CODES, AppError, type AppErrorCode } from '../domain/errors.js';
import { HttpError, type HttpErrorCode } from './http-error.js';

type ProblemCode = AppErrorCode | HttpErrorCode;

/** The one table of statuses (RFC 9110 §15) and titles. */
export const PROBLEMS: Record<ProblemCode, { status: number; title: string }> = {
  INVALID_REQUEST: { status: 400, title: 'The request does not fit its schema' },
  UNAUTHENTICATED: { status: 401, title: 'A valid bearer token is needed' },
  FORBIDDEN: { status: 403, title: 'This is not for the bearer of this token' },
  SECOND_PERSON_NEEDED: { status: 403, title: 'This step is for another person than the one before' },
  SEAL_USE_NOT_GRANTED: { status: 403, title: 'Nobody has let this caller use the seal automatically' },
  NOT_FOUND: { status: 404, title: 'There is nothing here' },
  LICENCE_NOT_FOUND: { status: 404, title: 'There is no such licence' },
  AUTHORITY_NOT_FOUND: { status: 404, title: 'There is no such authority' },
  LICENCE_TYPE_NOT_FOUND: { status: 404, title: 'There is no such licence type' },
  SEAL_NOT_FOUND: { status: 404, title: 'There is no such seal' },
  CERTIFICATE_NOT_FOUND: { status: 404, title: 'The certificate authority has issued no such certificate' },
  DAILY_STATEMENT_NOT_FOUND: { status: 404, title: 'There is no statement of this day' },
  SEAL_APPLICATION_NOT_FOUND: { status: 404, title: 'There is no such application for a seal' },
  BULK_CHANGE_NOT_FOUND: { status: 404, title: 'There is no such change of many licences' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The method is not for this address' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  LICENCE_STATE_CONFLICT: { status: 409, title: 'The licence is not in a state for this' },
  LICENCE_NOT_ANCHORED: { status: 409, title: 'The licence is not anchored yet' },
  IDEMPOTENCY_CONFLICT: { status: 409, title: 'The idempotency key belongs to another order' },
  SEAL_APPLICATION_CONFLICT: { status: 409, title: 'The application has not come to this step, or is past it' },
  SEAL_QUOTA_EXHAUSTED: { status: 409, title: 'The grant for automatic sealing is used up' },
  BULK_CHANGE_CONFLICT: { status: 409, title: 'The change has begun already' },
  SEAL_NOT_ACTIVE: { status: 409, title: 'The seal is not active' },
  CERTIFICATE_REVOKED: { status: 409, title: 'The certificate is revoked already' },
  KEY_NOT_HELD: { status: 409, title: 'This gateway does not hold the key' },
  LEDGER_CONFLICT: { status: 409, title: 'The ledger entry has changed in between' },
  LICENCE_EVIDENCE_LOST: { status: 410, title: 'The evidence of the licence is not kept any more' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body is of another media type, charset or coding' },
  LEDGER_REFUSED: { status: 422, title: 'The rules of the ledger refuse this' },
  TRUST_LIST_REFUSED: { status: 422, title: 'The trust list does not follow from the one before' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  CONFIGURATION_INVALID: { status: 500, title: 'The gateway is not configured for this' },
  REVOCATIONS_CORRUPT: { status: 500, title: 'The records of revocations do not hold' },
  LEDGER_CORRUPT: { status: 500, title: 'The ledger does not hold' },
  DAILY_STATEMENT_REFUSED: { status: 500, title: 'The daily statements do not follow one another' },
  INTERNAL: { status: 500, title: 'Something went wrong here' },
  IDENTITY_UNAVAILABLE: { status: 503, title: 'The token issuer cannot be reached' },
  SIGNING_STOPPED: { status: 503, title: 'The gateway signs nothing: a self-test of it has failed' },
  SIGNER_UNAVAILABLE: { status: 503, title: 'What holds the key does not answer' },
  LEDGER_UNAVAILABLE: { status: 503, title: 'The ledger cannot be reached' },
  STATUS_UNAVAILABLE: { status: 503, title: 'No status statement can be had' },
  WITNESS_STALE: { status: 503, title: 'The witness has seen no recent block' },
};

/** The rules' refusals that another state of the ledger would not have met: 409. The others are 422. */
const LEDGER_CONFLICTS: readonly LedgerErrorCode[] = [
  'VERSION_CONFLICT',
  'STATE_CHANGE_ILLEGAL',
  'LICENCE_EXISTS',
  'LICENCE_VERSION',
  'NETWORK_FOUNDED',
  'NETWORK_NOT_FOUNDED',
  'SEAL_NOT_ACTIVE',
  'SEAL_NUMBER_TAKEN',
  'AUTHORITY_ENDED',
];

const issueSchema = z.object({
  in: z.enum(['path', 'query', 'body']).optional(),
  pointer: z.string(),
  code: z.string(),
  message: z.string(),
});
export type Issue = z.infer<typeof issueSchema>;

/** RFC 9457, with our code, the request's id and every validation issue as a JSON pointer (RFC 6901). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum([...APP_ERROR_CODES, 'METHOD_NOT_ALLOWED', 'REQUEST_TIMEOUT', 'UNSUPPORTED_MEDIA_TYPE']),
  requestId: z.string(),
  detail: z.string().optional(),
  ledgerCode: z.enum(LEDGER_ERROR_CODES).optional(),
  issues: z.array(issueSchema).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ProblemBody = z.infer<typeof problemSchema>;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body for an error; from status 500 on it says no more than the table does. */
export function problemOf(error: unknown, requestId: string): ProblemBody {
  if (error instanceof LedgerError) {
    return { ...plain('LEDGER_REFUSED', requestId), ...refusalOf(error) };
  }
  if (error instanceof HttpError) return { ...plain(error.code, requestId), detail: error.message };
  if (!(error instanceof AppError)) return plain('INTERNAL', requestId);
  const body = plain(error.code, requestId);
  if (body.status >= 500) return body;
  return { ...body, ...toldOf(error), ...(error.cause instanceof LedgerError ? refusalOf(error.cause) : {}) };
}

function refusalOf({ code }: LedgerError): Pick<ProblemBody, 'status' | 'ledgerCode'> {
  return { status: LEDGER_CONFLICTS.includes(code) ? 409 : 422, ledgerCode: code };
}

function plain(code: ProblemCode, requestId: string): ProblemBody {
  const type = `urn:yinxin:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  return { type, title: PROBLEMS[code].title, status: PROBLEMS[code].status, code, requestId };
}

function toldOf(error: AppError): Pick<ProblemBody, 'detail' | 'issues' | 'details'> {
  const { issues, ...details } = error.details;
  const told: Pick<ProblemBody, 'detail' | 'issues' | 'details'> = {};
  if (error.message !== error.code) told.detail = error.message;
  const readable = z.array(issueSchema).safeParse(issues);
  if (readable.success) told.issues = readable.data;
  if (Object.keys(details).length > 0) told.details = details;
  return told;
}
