import type { LedgerRecord } from '../../../chaincode/model/records.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';

/** Where a transaction stands on the ledger. */
export interface LedgerPosition {
  blockNumber: number;
  /** Position among the valid transactions of the block, which is the index in the block's tree. */
  index: number;
}

export interface CommittedTransaction extends LedgerPosition {
  transactionId: string;
  /** SM3 of the command's signed bytes. */
  digest: string;
}

/** A record, the transaction that wrote it, and nothing of the gateway's own. */
export interface LedgerEntry extends LedgerPosition {
  key: string;
  record: LedgerRecord;
}

/** A consistent read of the own node: the entries that exist, at the node's height. */
export interface LedgerSnapshot {
  height: number;
  entries: Map<string, LedgerEntry>;
  /**
   * Where the own node did not answer: the nodes of two other members that said the same, at the lower of their heights. What a
   * gateway signs as its own node's word must not rest on them.
   */
  fallback?: { nodes: readonly string[] };
}

export interface LedgerHistoryItem extends LedgerPosition {
  transactionId: string;
  at: string;
  record: LedgerRecord;
}

/** A block as the node delivered it, its entries already recomputed from the raw bytes. */
export interface VerifiedBlock {
  blockNumber: number;
  blockHash: string;
  blockRoot: string;
  blockSize: number;
  transactions: {
    transactionId: string;
    purpose: string;
    digest: string;
    input: TransactionInput;
    at: string;
    /** What the transaction wrote. */
    writes: { key: string; record: LedgerRecord }[];
  }[];
}

/**
 * The shared ledger as a gateway uses it. Throws LedgerError (the rules refused; nothing was written) or
 * AppError LEDGER_UNAVAILABLE (nothing is known: ask again with the same command).
 */
export interface Ledger {
  /** SM3 of block 0. */
  readonly ledgerId: string;
  /** Resolves when durable. A command that is on the ledger already answers with its first position. */
  submit(input: TransactionInput): Promise<CommittedTransaction>;
  /** Own node, one consistent snapshot. */
  read(keys: readonly string[]): Promise<LedgerSnapshot>;
  history(key: string): Promise<LedgerHistoryItem[]>;
  /** Blocks from `from` on, in order, without gaps, for ever, until `signal` aborts. */
  blocks(from: number, signal: AbortSignal): AsyncIterable<VerifiedBlock>;
}
