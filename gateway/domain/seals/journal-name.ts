import { hmacSm3 } from '../../../pki/sm3.js';

/**
 * Name of a database's journal of seal uses on the ledger: HMAC-SM3 under a key outside the database, so that a journal that was
 * emptied, or begun anew, still has to answer for what was anchored of it.
 */
export function journalName(key: Uint8Array): string {
  return Buffer.from(hmacSm3(key, new TextEncoder().encode('use-journal'))).toString('hex');
}
