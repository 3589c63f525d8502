import type { LedgerState } from '../../../chaincode/state.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import type { RawWrite } from '../embedded/raw-block.js';
import { parseRecord, recordText } from '../record-text.js';
import { compareTexts } from './compare-texts.js';

/** Where the record under a key comes from, and its text. */
export interface ReplayedEntry {
  record: string;
  block: number;
  index: number;
}

/** The state of the ledger, made once more by the rules from nothing but the inputs. */
export interface Replay {
  /** The writes of one transaction in the order of their keys; undefined where the rules refuse it. */
  apply(transaction: { input: string; at: string; block: number; index: number }): Promise<RawWrite[] | undefined>;
  readonly state: ReadonlyMap<string, ReplayedEntry>;
}

export function createReplay(apply: ApplyTransaction, ledger: string): Replay {
  const state = new Map<string, ReplayedEntry>();
  return {
    state,
    async apply({ input, at, block, index }) {
      const writes = new Map<string, string>();
      const view: LedgerState = {
        ledger,
        transactionTime: at,
        async get(key) {
          const text = writes.get(key) ?? state.get(key)?.record;
          return text === undefined ? undefined : parseRecord(text);
        },
        async put(key, record) {
          writes.set(key, recordText(record));
        },
      };
      try {
        await apply(view, input);
      } catch {
        // Whatever a changed input makes of the rules, it is no valid transaction.
        return undefined;
      }
      for (const [key, record] of writes) state.set(key, { record, block, index });
      return [...writes].map(([key, record]) => ({ key, record })).sort((a, b) => compareTexts(a.key, b.key));
    },
  };
}
