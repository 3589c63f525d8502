import type { LedgerRecord } from '../model/records.js';
import { parseStoredEntry, storedEntryText } from '../model/stored-entry.js';
import type { LedgerState } from '../state.js';
import { keyPolicyOf } from './key-policy.js';
import type { Members } from './members.js';
import type { Stub } from './stub.js';

/** The state of Fabric's world as the rules see it within one transaction. */
export interface FabricState extends LedgerState {
  /** Hands over what was put, in the order of the keys, with the policies of new entries. Answers the number of entries. */
  flush(): Promise<number>;
}

/**
 * Nothing is kept beyond the transaction. What the rules put is handed over at the end, so that a refusal writes nothing and
 * every endorser writes in one order. Rejects with PkiError where the state holds no entry of ours.
 */
export function createFabricState(
  stub: Stub,
  about: { ledger: string; transactionTime: string; members: Members },
): FabricState {
  const { ledger, transactionTime, members } = about;
  const transactionId = stub.getTxID();
  const written = new Map<string, LedgerRecord>();
  return {
    ledger,
    transactionTime,
    async get(key) {
      const own = written.get(key);
      if (own !== undefined) return own;
      const bytes = await stub.getState(key);
      return bytes.length === 0 ? undefined : parseStoredEntry(Buffer.from(bytes).toString()).record;
    },
    async put(key, record) {
      written.set(key, record);
    },
    async flush() {
      const entries = [...written].sort(([left], [right]) => (left < right ? -1 : 1));
      for (const [key, record] of entries) {
        await stub.putState(key, Buffer.from(storedEntryText({ record, transactionId })));
        const policy = record.version === 1 ? keyPolicyOf(record, members) : undefined;
        if (policy !== undefined) await stub.setStateValidationParameter(key, policy);
      }
      return entries.length;
    },
  };
}
