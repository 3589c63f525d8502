import type { LedgerRecord } from '../../chaincode/model/records.js';
import { isLedgerRecord } from '../../chaincode/model/stored-entry.js';
import { canonicalJson, parseCanonicalJson } from '../../pki/encoding/canonical-json.js';
import { PkiError } from '../../pki/errors.js';
import { AppError } from '../domain/errors.js';

/** The canonical text of a record, as the ledger keeps it. */
export function recordText(record: LedgerRecord): string {
  return canonicalJson({ ...record });
}

/**
 * The record of a canonical text. Throws PkiError CANONICAL_JSON_INVALID for a text that is not canonical or has not the
 * members that every record has. The members of its kind are the rules' own words: replaying them is what checks those.
 */
export function parseRecord(text: string): LedgerRecord {
  const value: unknown = parseCanonicalJson(text);
  if (!isLedgerRecord(value)) throw new PkiError('CANONICAL_JSON_INVALID', 'the text is not a ledger record');
  return value;
}

/** A record from the ledger's own table: a bad one is AppError LEDGER_CORRUPT. */
export function readStoredRecord(key: string, text: string): LedgerRecord {
  try {
    return parseRecord(text);
  } catch (cause) {
    throw new AppError('LEDGER_CORRUPT', 'an entry of the ledger is no record', { details: { key }, cause });
  }
}
