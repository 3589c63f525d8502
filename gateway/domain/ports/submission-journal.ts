/** A transaction that peers have endorsed, as it is sent to the orderers. */
export interface EndorsedSubmission {
  transactionId: string;
  /** The signed envelope. Sent again it is committed once. */
  envelope: Uint8Array;
}

/** What was handed to the orderers and has no outcome yet, by the command's digest: kept before it is sent. */
export interface SubmissionJournal {
  keep(digest: string, submission: EndorsedSubmission): Promise<void>;
  find(digest: string): Promise<EndorsedSubmission | undefined>;
  drop(digest: string): Promise<void>;
}
