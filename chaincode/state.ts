import type { LedgerRecord } from './model/records.js';

/**
 * What a transaction function sees of the ledger. Reads are of this transaction: they see earlier transactions of the
 * block and the function's own writes. Nothing is cached between transactions.
 */
export interface LedgerState {
  get(key: string): Promise<LedgerRecord | undefined>;
  put(key: string, record: LedgerRecord): Promise<void>;
  /** SM3 of block 0. */
  readonly ledger: string;
  /** The transaction's own time, RFC 3339. The host, not the rules, holds it against a clock. */
  readonly transactionTime: string;
}
