import { LedgerError } from '../../../chaincode/errors.js';
import { AppError } from '../../domain/errors.js';

/** What the rules refused, in the words of the service. Anything else is a ledger that did not answer. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof LedgerError)) {
    return new AppError('LEDGER_UNAVAILABLE', 'the ledger did not answer', { cause: error });
  }
  const conflict = error.code === 'VERSION_CONFLICT' || error.code === 'LICENCE_EXISTS';
  return new AppError(conflict ? 'LEDGER_CONFLICT' : 'LEDGER_REFUSED', error.message, {
    details: { ledgerCode: error.code },
    cause: error,
  });
}
