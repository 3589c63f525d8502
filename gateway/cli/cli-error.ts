export const CLI_ERROR_CODES = [
  'USAGE',
  'FILE_UNREADABLE',
  'FILE_UNWRITABLE',
  'NOT_JSON',
  'NOT_A_SEAL',
  'TRUST_UNREADABLE',
  'TOKEN_ABSENT',
  'TOKEN_UNPROTECTED',
  'GATEWAY_UNREACHABLE',
  'GATEWAY_REFUSED',
  'GATEWAY_ANSWER_INVALID',
  'DATABASE_UNAVAILABLE',
  'LEDGER_UNAVAILABLE',
  'NOT_EVALUATION',
  'INTERNAL',
] as const;
export type CliErrorCode = (typeof CLI_ERROR_CODES)[number];

/**
 * What a command ends with. 0 good, 1 bad, 2 it cannot be told (an outage, an interruption), 3 nothing was judged (wrong
 * usage, an input that cannot be read).
 */
export type ExitStatus = 0 | 1 | 2 | 3;

/** Why a command could not do its work; printed as `CODE: message`. */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly status: ExitStatus;
  constructor(code: CliErrorCode, message: string, options: { status?: ExitStatus; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CliError';
    this.code = code;
    this.status = options.status ?? 3;
  }
}
