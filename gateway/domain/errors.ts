/** Every way in which a request can fail. The HTTP status of each stands in http/problem.ts. */
export const APP_ERROR_CODES = [
  'INVALID_REQUEST',
  'UNAUTHENTICATED',
  'IDENTITY_UNAVAILABLE',
  'FORBIDDEN',
  'NOT_FOUND',
  'LICENCE_NOT_FOUND',
  'LICENCE_STATE_CONFLICT',
  'LICENCE_EVIDENCE_LOST',
  'LICENCE_NOT_ANCHORED',
  'IDEMPOTENCY_CONFLICT',
  'AUTHORITY_NOT_FOUND',
  'LICENCE_TYPE_NOT_FOUND',
  'SEAL_NOT_FOUND',
  'SEAL_NOT_ACTIVE',
  'KEY_NOT_HELD',
  'CERTIFICATE_NOT_FOUND',
  'CERTIFICATE_REVOKED',
  'REVOCATIONS_CORRUPT',
  'LEDGER_REFUSED',
  'LEDGER_CONFLICT',
  'LEDGER_UNAVAILABLE',
  'LEDGER_CORRUPT',
  'STATUS_UNAVAILABLE',
  'WITNESS_STALE',
  'TRUST_LIST_REFUSED',
  'DAILY_STATEMENT_NOT_FOUND',
  'DAILY_STATEMENT_REFUSED',
  'PAYLOAD_TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'CONFIGURATION_INVALID',
  'INTERNAL',
] as const;
export type AppErrorCode = (typeof APP_ERROR_CODES)[number];

/** An outcome that the caller can name. `details` go to the caller and carry no personal data. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(
    code: AppErrorCode,
    message = code as string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
