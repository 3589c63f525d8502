/** A block exactly as the database holds it: texts, nothing believed yet. */
export interface RawBlock {
  number: number;
  header: string;
  hash: string;
  /** Only block 0 has it. */
  genesis: string | null;
  /** In order of their index. */
  transactions: RawTransaction[];
  /** Writes that name no transaction of the block. */
  strayWrites: { index: number; key: string }[];
}

export interface RawTransaction {
  transactionId: string;
  index: number;
  at: string;
  input: string;
  /** In order of their keys, each key once. */
  writes: RawWrite[];
}

export interface RawWrite {
  key: string;
  record: string;
}
