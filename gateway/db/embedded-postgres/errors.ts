/** Every way in which the embedded database can fail, by a name that a test and a person can look up. */
export type PostgresErrorCode =
  | 'POSTGRES_PLATFORM_UNSUPPORTED'
  | 'POSTGRES_BINARIES_UNUSABLE'
  | 'POSTGRES_CACHE_UNSAFE'
  | 'POSTGRES_INIT_FAILED'
  | 'POSTGRES_FOLDER_INVALID'
  | 'POSTGRES_FOLDER_UNREACHABLE'
  | 'POSTGRES_FOLDER_IN_USE'
  | 'POSTGRES_PORT_TAKEN'
  | 'POSTGRES_START_FAILED'
  | 'POSTGRES_STOP_FAILED'
  | 'POSTGRES_INPUT_INVALID'
  | 'POSTGRES_NAME_TAKEN';

/** `logTail` holds the last lines that the program at fault wrote, where there was one. */
export class PostgresError extends Error {
  readonly code: PostgresErrorCode;
  readonly logTail: readonly string[];

  constructor(
    code: PostgresErrorCode,
    message: string,
    options: { logTail?: readonly string[]; cause?: unknown } = {},
  ) {
    const logTail = options.logTail ?? [];
    super([`${code}: ${message}`, ...logTail].join('\n  '), 'cause' in options ? { cause: options.cause } : {});
    this.name = 'PostgresError';
    this.code = code;
    this.logTail = logTail;
  }
}
