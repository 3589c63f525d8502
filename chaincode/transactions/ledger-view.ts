import { ledgerKeys } from '../model/keys.js';
import type { LedgerRecord, RecordKind, RecordOf } from '../model/records.js';
import type { LedgerState } from '../state.js';

/** The ledger inside one transaction: every key is read once, and what was written is read back. */
export interface LedgerView {
  readonly ledger: string;
  readonly transactionTime: string;
  read<K extends RecordKind>(kind: K, key: string): Promise<RecordOf<K> | undefined>;
  /** Version and last command of whatever stands under the key. */
  head(key: string): Promise<{ version: number; by: string } | undefined>;
  put(key: string, record: LedgerRecord): Promise<void>;
}

/** A record of another kind under the key is a broken ledger, not a refusal: TypeError. */
export function createLedgerView(state: LedgerState): LedgerView {
  const known = new Map<string, Promise<LedgerRecord | undefined>>();
  const get = (key: string) => {
    const reading = known.get(key) ?? state.get(key);
    known.set(key, reading);
    return reading;
  };
  return {
    ledger: state.ledger,
    transactionTime: state.transactionTime,
    read: async (kind, key) => {
      const record = await get(key);
      if (record === undefined || isOfKind(record, kind)) return record;
      throw new TypeError(`${key} is a ${record.kind}, not a ${kind}`);
    },
    head: get,
    put: async (key, record) => {
      known.set(key, Promise.resolve(record));
      await state.put(key, record);
    },
  };
}

/** The domains ever admitted, in the order of their codes. */
export async function readDomains(view: LedgerView, codes: readonly string[]): Promise<RecordOf<'domain'>[]> {
  const records = await Promise.all(codes.map((code) => view.read('domain', ledgerKeys.domain(code))));
  return records.filter((record) => record !== undefined);
}

function isOfKind<K extends RecordKind>(record: LedgerRecord, kind: K): record is RecordOf<K> {
  return record.kind === kind;
}
