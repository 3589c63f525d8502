import type { LedgerState } from '../../chaincode/state.js';

/** The transaction functions: chaincode/transactions. Rejects with LedgerError where the rules refuse. */
export type ApplyTransaction = (state: LedgerState, input: string) => Promise<unknown>;
