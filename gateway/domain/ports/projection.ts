import type { LedgerRecord, RecordKind, RecordOf } from '../../../chaincode/model/records.js';

/** The ledger's state as this gateway has followed it. For lists and views: nothing is signed on its word. */
export interface Projection {
  listKind<K extends RecordKind>(kind: K): Promise<{ key: string; record: RecordOf<K>; blockNumber: number }[]>;
  height(): Promise<number>;
}
export type { LedgerRecord };
