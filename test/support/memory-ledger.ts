import type { LedgerRecord } from '../../chaincode/model/records.js';
import type { LedgerState } from '../../chaincode/state.js';
import { type AppliedTransaction, applyTransaction } from '../../chaincode/transactions/index.js';
import { canonicalJson } from '../../pki/encoding/canonical-json.js';
import { formatTime } from '../../pki/encoding/times.js';

export interface MemoryTransaction extends AppliedTransaction {
  /** Keys in the order of their first write. */
  readonly writes: readonly string[];
}

/** A ledger in memory: each transaction writes to a layer of its own, which is kept when the rules agree and dropped when not. */
export interface MemoryLedger {
  readonly ledger: string;
  /** Applies canonical JSON text or a value at a time, milliseconds since 1970. */
  submit(input: unknown, at: number): Promise<MemoryTransaction>;
  /** A copy of what stands under the key. */
  record(key: string): LedgerRecord | undefined;
  keys(): string[];
  /** A ledger of its own with the same content. */
  fork(): MemoryLedger;
  /** How many reads the state has answered. */
  readonly reads: number;
}

export function createMemoryLedger(
  ledger: string,
  content: ReadonlyMap<string, string> = new Map<string, string>(),
): MemoryLedger {
  const records = new Map(content);
  let reads = 0;
  return {
    ledger,
    submit: async (input, at) => {
      const layer = new Map<string, string>();
      const state: LedgerState = {
        ledger,
        transactionTime: formatTime(at),
        get: async (key) => {
          reads += 1;
          return recordOf(layer.get(key) ?? records.get(key));
        },
        // Canonical text refuses what no ledger could keep: a member that is undefined, a fraction, a date.
        put: async (key, record) => void layer.set(key, canonicalJson(record)),
      };
      const applied = await applyTransaction(state, input);
      for (const [key, text] of layer) records.set(key, text);
      return { ...applied, writes: [...layer.keys()] };
    },
    record: (key) => recordOf(records.get(key)),
    keys: () => [...records.keys()],
    fork: () => createMemoryLedger(ledger, records),
    get reads() {
      return reads;
    },
  };
}

function recordOf(text: string | undefined): LedgerRecord | undefined {
  return text === undefined ? undefined : JSON.parse(text);
}
