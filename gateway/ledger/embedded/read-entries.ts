import type { LedgerEntry, LedgerSnapshot } from '../../domain/ports/ledger.js';
import { coalesceReads } from '../coalesce-reads.js';
import { readStoredRecord } from '../record-text.js';
import { unavailable } from './database-errors.js';
import type { Queryable } from './queryable.js';

interface Row {
  height: number | null;
  key: string | null;
  record: string;
  block_number: number;
  index: number;
}

/** Ledger keys are printable ASCII; the database refuses some other texts with an error, and holds none of them. */
const KEY = /^[!-~]{1,256}$/;

/** Reads entries and height in one statement, hence of one snapshot. */
export function createEntryReader(database: Queryable): (keys: readonly string[]) => Promise<LedgerSnapshot> {
  return coalesceReads(async (keys) => {
    try {
      return await readSnapshot(
        database,
        keys.filter((key) => KEY.test(key)),
      );
    } catch (error) {
      throw unavailable(error);
    }
  });
}

async function readSnapshot(database: Queryable, keys: readonly string[]): Promise<LedgerSnapshot> {
  const { rows } = await database.query<Row>({
    name: 'ledger-snapshot',
    text: `SELECT head.height, s.key, s.record, s.block_number, s.index
           FROM (SELECT max(number) AS height FROM ledger_block) AS head
           LEFT JOIN ledger_state s ON s.key = ANY($1)`,
    values: [keys],
  });
  const entries = new Map<string, LedgerEntry>();
  for (const { key, record, block_number, index } of rows) {
    if (key === null) continue;
    entries.set(key, { key, record: readStoredRecord(key, record), blockNumber: block_number, index });
  }
  return { height: rows[0]?.height ?? 0, entries };
}
