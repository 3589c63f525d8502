import { canonicalJson, parseCanonicalJson } from '../../pki/encoding/canonical-json.js';
import { PkiError } from '../../pki/errors.js';
import type { LedgerRecord } from './records.js';

/**
 * What stands in Fabric's state under a key: the record, and the id of the transaction that wrote it. The state itself does not
 * tell its readers which transaction that was, and every record's place on the chain is asked for.
 */
export interface StoredEntry {
  record: LedgerRecord;
  transactionId: string;
}

/** Canonical JSON, so that every endorser writes the same bytes. */
export function storedEntryText({ record, transactionId }: StoredEntry): string {
  return canonicalJson({ record: { ...record }, transactionId });
}

/** Throws PkiError CANONICAL_JSON_INVALID for a text that `storedEntryText` does not write. */
export function parseStoredEntry(text: string): StoredEntry {
  const value: unknown = parseCanonicalJson(text);
  if (!isStoredEntry(value)) throw new PkiError('CANONICAL_JSON_INVALID', 'the text is not an entry of the ledger');
  return value;
}

function isStoredEntry(value: unknown): value is StoredEntry {
  if (!isObject(value) || Object.keys(value).length !== 2) return false;
  const { record, transactionId } = value;
  return typeof transactionId === 'string' && /^[0-9a-f]{64}$/.test(transactionId) && isLedgerRecord(record);
}

/** The members that every record has. Those of its kind are the rules' own words: replaying them is what checks those. */
export function isLedgerRecord(value: unknown): value is LedgerRecord {
  if (!isObject(value)) return false;
  const { kind, version, digest, state, by } = value;
  return (
    typeof version === 'number' &&
    version >= 1 &&
    [kind, digest, state, by].every((member) => typeof member === 'string')
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
