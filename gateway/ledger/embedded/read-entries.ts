import type { LedgerEntry, LedgerSnapshot } from '../../domain/ports/ledger.js';
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

interface Asked {
  keys: readonly string[];
  resolve: (snapshot: LedgerSnapshot) => void;
  reject: (reason: unknown) => void;
}

/** Ledger keys are printable ASCII; the database refuses some other texts with an error, and holds none of them. */
const KEY = /^[!-~]{1,256}$/;

/**
 * Reads entries and height in one statement, hence of one snapshot. What is asked for within one turn of the event loop shares
 * a statement: on the path of a verification the round trip costs more than the rows.
 */
export function createEntryReader(database: Queryable): (keys: readonly string[]) => Promise<LedgerSnapshot> {
  let waiting: Asked[] = [];

  const flush = async () => {
    const asked = waiting;
    waiting = [];
    try {
      const snapshot = await readSnapshot(database, [...new Set(asked.flatMap(({ keys }) => keys))]);
      for (const { keys, resolve } of asked) resolve(asked.length === 1 ? snapshot : partOf(snapshot, keys));
    } catch (error) {
      for (const { reject } of asked) reject(unavailable(error));
    }
  };

  return (keys) =>
    new Promise((resolve, reject) => {
      waiting.push({ keys: keys.filter((key) => KEY.test(key)), resolve, reject });
      if (waiting.length === 1) setImmediate(() => void flush());
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

function partOf({ height, entries }: LedgerSnapshot, keys: readonly string[]): LedgerSnapshot {
  const part = new Map<string, LedgerEntry>();
  for (const key of keys) {
    const entry = entries.get(key);
    if (entry !== undefined) part.set(key, entry);
  }
  return { height, entries: part };
}
