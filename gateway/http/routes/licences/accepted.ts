import { LEDGER_ERROR_CODES, LedgerError } from '../../../../chaincode/errors.js';
import { APP_ERROR_CODES, AppError } from '../../../domain/errors.js';
import type { BatchLine } from '../../../use-cases/contract.js';
import type { Accepted } from './presenter.js';

/** A single order is a batch of one; its refused line is a problem. Throws LedgerError or AppError by the line's code. */
export function accepted(line: BatchLine): Accepted {
  if (!('code' in line)) return line;
  const ledgerCode = LEDGER_ERROR_CODES.find((code) => code === line.code);
  if (ledgerCode !== undefined) throw new LedgerError(ledgerCode);
  const appCode = APP_ERROR_CODES.find((code) => code === line.code) ?? 'INVALID_REQUEST';
  const details: Record<string, unknown> = {};
  if (line.issues !== undefined) details.issues = line.issues;
  if (line.licenceId !== undefined) details.licenceId = line.licenceId;
  throw new AppError(appCode, line.code, { details });
}
