import { LedgerError, type LedgerErrorCode } from '../../chaincode/errors.js';

/** The code of the LedgerError that the promise rejects with; undefined when it resolves. Any other error goes on. */
export async function ledgerCode(answer: Promise<unknown>): Promise<LedgerErrorCode | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    if (error instanceof LedgerError) return error.code;
    throw error;
  }
}
