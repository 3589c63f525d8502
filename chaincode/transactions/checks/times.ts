import { parseDay, parseTime } from '../../../pki/encoding/times.js';
import { LedgerError } from '../../errors.js';
import { ensure } from '../refuse.js';

/** Milliseconds since 1970 of a time that exists; the schema lets 30 February through. */
export function timeOf(text: string, name: string): number {
  try {
    return parseTime(text);
  } catch {
    throw new LedgerError('TRANSACTION_MALFORMED', name);
  }
}

/** Days that exist, the first not after the last. Days compare as their texts. */
export function ensureDays(first: string, last: string | undefined, name: string): void {
  ensureDay(first, name);
  if (last === undefined) return;
  ensureDay(last, name);
  ensure(first <= last, 'TRANSACTION_MALFORMED', `${name}: ends before it begins`);
}

function ensureDay(text: string, name: string): void {
  try {
    parseDay(text);
  } catch {
    throw new LedgerError('TRANSACTION_MALFORMED', name);
  }
}
