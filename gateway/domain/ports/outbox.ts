/** A signed transaction on its way to the ledger. */
export interface OutboxItem {
  /** SM3 of the command's signed bytes. */
  digest: string;
  kind: string;
  /** Canonical JSON of the transaction's one argument. */
  input: string;
}

/** Kept before the ledger is asked, so that a crash at any point loses nothing and repeats nothing. */
export interface Outbox {
  add(item: OutboxItem): Promise<void>;
  committed(digest: string): Promise<void>;
  /** The rules will never take it: `code` says why. Licences that wait on it are let go. */
  refused(digest: string, code: string): Promise<void>;
  /** The oldest first; `createdBefore` in milliseconds since 1970. */
  waiting(limit: number, createdBefore: number): Promise<OutboxItem[]>;
  countWaiting(): Promise<number>;
}
