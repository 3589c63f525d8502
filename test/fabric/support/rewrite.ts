import { commandDigest } from '../../../chaincode/model/command-digest.js';
import type { LedgerRecord } from '../../../chaincode/model/records.js';
import { storedEntryText } from '../../../chaincode/model/stored-entry.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';

/** The entry in a state again as the rules would have written it, if they had: named after the command and the transaction. */
export function rewrittenEntry(
  record: LedgerRecord,
  about: { input: TransactionInput; transactionId: string; changes?: object },
): string {
  const { input, transactionId, changes = { state: 'active' } } = about;
  // A record of any kind stays one with other values of its members.
  const next = { ...record, version: record.version + 1, by: commandDigest(input.command), ...changes } as LedgerRecord;
  return storedEntryText({ record: next, transactionId });
}
