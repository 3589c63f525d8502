/** A licence version with what its batch says of its place. */
export interface KeptLicence {
  licenceId: string;
  ledgerKey: string;
  authority: string;
  type: string;
  licenceVersion: number;
  licenceNumber: string;
  validFrom: string;
  validUntil: string | null;
  digest: string;
  document: string;
  fields: string;
  attestation: string;
  sealSignature: Uint8Array;
  seal: string;
  sealCertificate: string;
  attestationCertificate: string;
  leaf: string;
  batchProof: string;
  batchDigest: string;
  state: string | null;
  entryVersion: number | null;
  /** Of the batch; null where there is no such batch. */
  signed: string | null;
  batchBlock: number | null;
}

export interface KeptBatch {
  digest: string;
  signed: string;
  certificates: string;
  transactionId: string | null;
  blockNumber: number | null;
  blockIndex: number | null;
  blockProof: string | null;
  statements: string | null;
  anchoredAt: string | null;
}

export interface KeptEntry {
  key: string;
  kind: string;
  record: string;
  blockNumber: number;
  blockIndex: number;
}

export interface KeptStatement {
  domain: string;
  blockNumber: number;
  digest: string;
  seenAt: string;
  content: string;
}

export interface KeptOutboxItem {
  digest: string;
  kind: string;
  input: string;
  status: string;
}

export interface KeptCertificate {
  fingerprint: string;
  role: string;
  authority: string | null;
  issuer: string;
  der: Uint8Array;
}

export interface KeptSeal {
  digest: string;
  authority: string;
  der: Uint8Array;
}

export interface KeptDailyStatement {
  day: string;
  digest: string;
  content: string | null;
}

/** The gateway's tables as reconciliation reads them: as they are, by pages in the order of their keys, believed in nothing. */
export interface ReconciliationRows {
  checkpoint(): Promise<{ blockNumber: number; blockHash: string } | undefined>;
  licences(after: string, limit: number): Promise<KeptLicence[]>;
  batches(after: string, limit: number): Promise<KeptBatch[]>;
  entries(after: string, limit: number): Promise<KeptEntry[]>;
  /** What waits for the ledger. */
  waiting(after: string, limit: number): Promise<KeptOutboxItem[]>;
  /** Batches with one of the digests, and those that claim the block. */
  batchesAt(blockNumber: number, digests: readonly string[]): Promise<KeptBatch[]>;
  statementsAt(blockNumber: number): Promise<KeptStatement[]>;
  outboxItems(digests: readonly string[]): Promise<KeptOutboxItem[]>;
  knownEntries(keys: readonly string[]): Promise<Set<string>>;
  /** `<ledger key>@<licence version>` of those that are kept. */
  knownLicences(ledgerKeys: readonly string[]): Promise<Set<string>>;
  /** Of a batch's licences. */
  leavesOf(batchDigest: string): Promise<{ leaf: string; batchProof: string }[]>;
  certificates(): Promise<KeptCertificate[]>;
  seals(): Promise<KeptSeal[]>;
  trustLists(): Promise<{ sequence: number; content: string }[]>;
  dailyStatements(): Promise<KeptDailyStatement[]>;
}
