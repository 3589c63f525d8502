/** A transaction that peers have endorsed, as it is sent to the orderers. */
export interface EndorsedSubmission {
  transactionId: string;
  /** The signed envelope. Sent again it is committed once. */
  envelope: Uint8Array;
}

/** What was handed to the orderers and has no outcome yet, by the command's digest: kept before it is sent. */
export interface SubmissionJournal {
  /** Answers what stands: the submission given, or one that another process of the gateway has kept before. */
  keep(digest: string, submission: EndorsedSubmission): Promise<EndorsedSubmission>;
  find(digest: string): Promise<EndorsedSubmission | undefined>;
  /** Forgets this very transaction; one that has taken its place stays. */
  drop(digest: string, transactionId: string): Promise<void>;
}
