import type { LedgerState } from '../../../chaincode/state.js';
import { readStoredRecord, recordText } from '../record-text.js';
import type { RawWrite } from './raw-block.js';
import type { TickLoader } from './tick-loader.js';

/** The state as a block is being made: what stands in the database, under the writes of the block's transactions so far. */
export interface BlockState {
  begin(): BlockTransaction;
  /** The last write of each key, with the index of the transaction that made it. */
  written(): Map<string, { record: string; index: number }>;
}

export interface BlockTransaction {
  readonly state: LedgerState;
  /** Keeps the writes under this index, and answers them in the order of their keys. Without it they are forgotten. */
  keep(index: number): RawWrite[];
}

/**
 * Records travel as texts, so that no transaction can change what another one reads. The block's database transaction sees one
 * snapshot, so each key is loaded once.
 */
export function createBlockState(
  loader: Pick<TickLoader<string>, 'get'>,
  fixed: Pick<LedgerState, 'ledger' | 'transactionTime'>,
): BlockState {
  const loaded = new Map<string, Promise<string | undefined>>();
  const written = new Map<string, { record: string; index: number }>();

  const load = (key: string) => {
    const loading = loaded.get(key) ?? loader.get(key);
    loaded.set(key, loading);
    return loading;
  };

  return {
    written: () => written,
    begin() {
      const own = new Map<string, string>();
      return {
        state: {
          ...fixed,
          async get(key) {
            const text = own.get(key) ?? written.get(key)?.record ?? (await load(key));
            return text === undefined ? undefined : readStoredRecord(key, text);
          },
          async put(key, record) {
            own.set(key, recordText(record));
          },
        },
        keep(index) {
          for (const [key, record] of own) written.set(key, { record, index });
          return [...own].map(([key, record]) => ({ key, record })).sort(byKey);
        },
      };
    },
  };
}

/** Bytewise, as the database compares keys; ledger keys are ASCII. */
function byKey(left: RawWrite, right: RawWrite): number {
  return left.key < right.key ? -1 : 1;
}
