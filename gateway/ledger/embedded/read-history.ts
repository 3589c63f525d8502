import type { LedgerHistoryItem } from '../../domain/ports/ledger.js';
import { readStoredRecord } from '../record-text.js';
import { unavailable } from './database-errors.js';
import type { Queryable } from './queryable.js';

interface Row {
  block_number: number;
  index: number;
  transaction_id: string;
  at: string;
  record: string;
}

/** Everything that was ever written under a key, oldest first. */
export async function readHistory(database: Queryable, key: string): Promise<LedgerHistoryItem[]> {
  if (!/^[!-~]{1,256}$/.test(key)) return [];
  const rows = await database
    .query<Row>(
      `SELECT w.block_number, w.index, t.transaction_id, t.at, w.record
       FROM ledger_write w JOIN ledger_transaction t USING (block_number, index)
       WHERE w.key = $1 ORDER BY w.block_number, w.index`,
      [key],
    )
    .then((result) => result.rows)
    .catch((error: unknown) => {
      throw unavailable(error);
    });
  return rows.map((row) => ({
    blockNumber: row.block_number,
    index: row.index,
    transactionId: row.transaction_id,
    at: row.at,
    record: readStoredRecord(key, row.record),
  }));
}
