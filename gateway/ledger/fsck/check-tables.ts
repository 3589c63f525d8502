import type { Queryable } from '../embedded/queryable.js';
import type { Finding } from './finding.js';
import type { ReplayedEntry } from './replay.js';

const PAGE = 5_000;

/** Rows that belong to no block or transaction, which a walk along the blocks never meets. */
export async function findStrays(database: Queryable): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { rows: transactions } = await database.query<{ block: number; index: number }>(
    `SELECT block_number AS block, index FROM ledger_transaction t
     WHERE NOT EXISTS (SELECT 1 FROM ledger_block WHERE number = t.block_number) ORDER BY 1, 2`,
  );
  for (const row of transactions) findings.push({ code: 'TRANSACTION_STRAY', table: 'ledger_transaction', ...row });
  const { rows: writes } = await database.query<{ block: number; index: number; key: string }>(
    `SELECT block_number AS block, index, key FROM ledger_write w
     WHERE NOT EXISTS (SELECT 1 FROM ledger_block WHERE number = w.block_number) ORDER BY 1, 2, 3`,
  );
  for (const row of writes) findings.push({ code: 'WRITE_STRAY', table: 'ledger_write', ...row });
  const { rowCount } = await database.query('SELECT 1 FROM ledger_lock LIMIT 1');
  if (rowCount !== 0) findings.push({ code: 'LOCK_ROWS', table: 'ledger_lock' });
  return findings;
}

interface StateRow {
  key: string;
  record: string;
  block_number: number;
  index: number;
}

/** Every row of the state, and every entry that has none. */
export async function compareState(
  database: Queryable,
  replayed: ReadonlyMap<string, ReplayedEntry>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const table = 'ledger_state';
  const met = new Set<string>();
  for await (const { key, record, block_number, index } of stateRows(database)) {
    const entry = replayed.get(key);
    met.add(key);
    if (entry === undefined) findings.push({ code: 'STATE_SURPLUS', table, key });
    else if (entry.record !== record || entry.block !== block_number || entry.index !== index) {
      findings.push({ code: 'STATE_DIFFERENT', table, key });
    }
  }
  for (const key of replayed.keys()) if (!met.has(key)) findings.push({ code: 'STATE_MISSING', table, key });
  return findings;
}

async function* stateRows(database: Queryable): AsyncGenerator<StateRow> {
  let last = '';
  for (;;) {
    const { rows } = await database.query<StateRow>(
      `SELECT key, record, block_number, index FROM ledger_state WHERE key ${last === '' ? '>=' : '>'} $1 ORDER BY key LIMIT ${PAGE}`,
      [last],
    );
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return;
    last = end.key;
  }
}
