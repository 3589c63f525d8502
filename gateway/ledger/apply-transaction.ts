import type { TransactionInput } from '../../chaincode/model/transaction.js';
import type { LedgerState } from '../../chaincode/state.js';

/**
 * The transaction functions: chaincode/transactions. `input` is canonical JSON, or what was read from that. Rejects with LedgerError
 * where the rules refuse.
 */
export type ApplyTransaction = (state: LedgerState, input: string | TransactionInput) => Promise<unknown>;
