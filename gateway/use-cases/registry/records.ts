import type { RecordKind, RecordOf } from '../../../chaincode/model/records.js';
import type { LedgerEntry, LedgerSnapshot } from '../../domain/ports/ledger.js';

/** The record under a key, where it is of the kind that the key promises. */
export function recordOf<K extends RecordKind>(
  snapshot: LedgerSnapshot,
  key: string,
  kind: K,
): (LedgerEntry & { record: RecordOf<K> }) | undefined {
  const entry = snapshot.entries.get(key);
  // The comparison of `kind` is what narrows the record; TypeScript does not carry it into the generic.
  return entry?.record.kind === kind ? (entry as LedgerEntry & { record: RecordOf<K> }) : undefined;
}
