import { AppError } from '../../domain/errors.js';

/** Serialisation failure, deadlock, a lock that was not to be had: the transaction left nothing and may run again. */
const COLLISIONS = ['40001', '40P01', '55P03'];
/** The server ends the connection: shutdown, crash of another process, not ready yet. */
const ENDINGS = ['57P01', '57P02', '57P03'];

/**
 * Whether the same work may be tried again on a new connection. Also after a commit whose answer was lost: the work begins by
 * looking for what is on the ledger already.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return false;
  const code = codeOf(error);
  // What has no SQLSTATE, five characters, is the connection's own: refused, reset, ended, timed out.
  return code === undefined || code.length !== 5 || code.startsWith('08') || [...COLLISIONS, ...ENDINGS].includes(code);
}

/** What a caller gets to see of a database error. */
export function unavailable(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError('LEDGER_UNAVAILABLE', 'the ledger does not answer; ask again', { cause });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
