import { parseTime } from '../../../pki/encoding/times.js';
import { PkiError } from '../../../pki/errors.js';
import { AppError } from '../../domain/errors.js';
import type { LedgerPosition } from '../../domain/ports/ledger.js';
import { blockHash } from './block-header.js';
import type { Queryable } from './queryable.js';
import type { RawTransaction } from './raw-block.js';
import type { Submission } from './submission.js';

/** The last block, and the time of the last transaction: time on the ledger never goes backwards. */
export async function readHead(database: Queryable): Promise<{ number: number; hash: string; lastTime: number }> {
  const { rows } = await database.query<{ number: number; header: string; hash: string; at: string | null }>({
    name: 'ledger-head',
    text: `SELECT number, header, hash, (SELECT at FROM ledger_transaction
             WHERE block_number = number ORDER BY index DESC LIMIT 1) AS at
           FROM ledger_block ORDER BY number DESC LIMIT 1`,
  });
  const [head] = rows;
  if (head === undefined || blockHash(head.header) !== head.hash) {
    throw new AppError('LEDGER_CORRUPT', 'the last block has another hash than its header');
  }
  return { number: head.number, hash: head.hash, lastTime: head.at === null ? 0 : readTime(head.at) };
}

function readTime(at: string): number {
  try {
    return parseTime(at);
  } catch (cause) {
    if (cause instanceof PkiError) throw new AppError('LEDGER_CORRUPT', 'a transaction has no time', { cause });
    throw cause;
  }
}

/** Where those of the submissions stand that are on the ledger already. */
export async function readPositions(
  database: Queryable,
  submissions: readonly Submission[],
): Promise<Map<string, LedgerPosition>> {
  const { rows } = await database.query<{ transaction_id: string; block_number: number; index: number }>({
    name: 'ledger-positions',
    text: 'SELECT transaction_id, block_number, index FROM ledger_transaction WHERE transaction_id = ANY($1)',
    values: [submissions.map(({ transactionId }) => transactionId)],
  });
  return new Map(
    rows.map(({ transaction_id, block_number, index }) => [transaction_id, { blockNumber: block_number, index }]),
  );
}

/** The texts of the records that stand under these keys. */
export async function loadRecords(database: Queryable, keys: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await database.query<{ key: string; record: string }>({
    name: 'ledger-records',
    text: 'SELECT key, record FROM ledger_state WHERE key = ANY($1)',
    values: [keys],
  });
  return new Map(rows.map(({ key, record }) => [key, record]));
}

export interface NewBlock {
  number: number;
  header: string;
  transactions: readonly RawTransaction[];
  /** The last write of each key. */
  state: ReadonlyMap<string, { record: string; index: number }>;
}

const INSERT_BLOCK = `
WITH block AS (INSERT INTO ledger_block (number, header, hash) VALUES ($1, $2, $3)),
transactions AS (
  INSERT INTO ledger_transaction (block_number, index, transaction_id, at, input)
  SELECT $1, t.* FROM unnest($4::integer[], $5::text[], $6::text[], $7::text[]) AS t),
writes AS (
  INSERT INTO ledger_write (block_number, index, key, record)
  SELECT $1, w.* FROM unnest($8::integer[], $9::text[], $10::text[]) AS w)
INSERT INTO ledger_state (block_number, index, key, record)
SELECT $1, s.* FROM unnest($11::integer[], $12::text[], $13::text[]) AS s
ON CONFLICT (key) DO UPDATE
SET record = excluded.record, block_number = excluded.block_number, index = excluded.index`;

/** All rows of a block in one statement. */
export async function insertBlock(database: Queryable, block: NewBlock): Promise<void> {
  const { number, header, transactions } = block;
  const writes = transactions.flatMap(({ index, writes }) => writes.map((write) => ({ index, ...write })));
  const state = [...block.state].map(([key, { record, index }]) => ({ index, key, record }));
  await database.query({
    name: 'ledger-insert-block',
    text: INSERT_BLOCK,
    values: [
      number,
      header,
      blockHash(header),
      transactions.map(({ index }) => index),
      transactions.map(({ transactionId }) => transactionId),
      transactions.map(({ at }) => at),
      transactions.map(({ input }) => input),
      ...columns(writes),
      ...columns(state),
    ],
  });
}

function columns(rows: readonly { index: number; key: string; record: string }[]) {
  return [rows.map(({ index }) => index), rows.map(({ key }) => key), rows.map(({ record }) => record)];
}
