import type { Queryable } from './queryable.js';
import type { RawBlock, RawTransaction, RawWrite } from './raw-block.js';

interface BlockRow {
  number: number;
  header: string;
  hash: string;
  genesis: string | null;
}
interface TransactionRow {
  block_number: number;
  index: number;
  transaction_id: string;
  at: string;
  input: string;
}
interface WriteRow extends RawWrite {
  block_number: number;
  index: number;
}

/** Up to `limit` blocks with numbers from `from` on, in order. Blocks never change, so the three queries need no snapshot. */
export async function loadBlocks(database: Queryable, from: number, limit: number): Promise<RawBlock[]> {
  const { rows: blocks } = await database.query<BlockRow>(
    'SELECT number, header, hash, genesis FROM ledger_block WHERE number >= $1 ORDER BY number LIMIT $2',
    [from, limit],
  );
  const numbers = blocks.map((block) => block.number);
  if (numbers.length === 0) return [];
  const { rows: transactions } = await database.query<TransactionRow>(
    `SELECT block_number, index, transaction_id, at, input FROM ledger_transaction
     WHERE block_number = ANY($1) ORDER BY block_number, index`,
    [numbers],
  );
  const { rows: writes } = await database.query<WriteRow>(
    `SELECT block_number, index, key, record FROM ledger_write
     WHERE block_number = ANY($1) ORDER BY block_number, index, key`,
    [numbers],
  );
  return assemble(blocks, transactions, writes);
}

function assemble(blocks: BlockRow[], transactions: TransactionRow[], writes: WriteRow[]): RawBlock[] {
  const raw = new Map<number, RawBlock>(
    blocks.map((block) => [block.number, { ...block, transactions: [], strayWrites: [] }]),
  );
  const places = new Map<string, RawTransaction>();
  for (const row of transactions) {
    const { index, at, input } = row;
    const transaction: RawTransaction = { transactionId: row.transaction_id, index, at, input, writes: [] };
    places.set(`${row.block_number}/${index}`, transaction);
    raw.get(row.block_number)?.transactions.push(transaction);
  }
  for (const { block_number, index, key, record } of writes) {
    const place = places.get(`${block_number}/${index}`);
    if (place === undefined) raw.get(block_number)?.strayWrites.push({ index, key });
    else place.writes.push({ key, record });
  }
  return [...raw.values()];
}
