import type { JournalRow } from '../seals/check-journal.js';
import type { JournalHead, SealUse } from '../seals/use-record.js';

/** The journal of what was done with seals: it only grows, and each record holds the digest of the one before. */
export interface UseJournal {
  /** HMAC-SM3 under a key outside the database: the journal's name on the ledger. */
  readonly name: string;
  append(uses: readonly SealUse[]): Promise<void>;
  head(): Promise<JournalHead | undefined>;
  /** In the order of their numbers. */
  page(filter: { after: number; limit: number; authority?: string; seal?: string }): Promise<JournalRow[]>;
}
