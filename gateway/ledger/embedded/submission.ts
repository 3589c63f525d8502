import type { CommittedTransaction } from '../../domain/ports/ledger.js';

/** A transaction on its way into a block. */
export interface Submission {
  /** Digest of the command. */
  transactionId: string;
  /** Canonical text of the transaction's input. */
  input: string;
  leaves: number;
}

/** What became of a submission: it stands on the ledger, or the reason why it never will. */
export type Outcome = { committed: CommittedTransaction } | { refused: unknown };
