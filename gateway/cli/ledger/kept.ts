import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { createDataSource } from '../../db/data-source.js';
import { createStatementDatabase } from '../../db/repositories/statement-database.js';
import { createSqlStatementStore } from '../../ledger/witness/sql-statement-store.js';
import { CliError } from '../cli-error.js';

const BLOCKS_AT_ONCE = 500;

/** All statements, its own and others', that a gateway keeps in its database. Throws DATABASE_UNAVAILABLE. */
export async function statementsOfDatabase(url: string): Promise<BlockStatement[]> {
  const source = createDataSource(url, { poolSize: 1 });
  try {
    await source.initialize();
    const database = createStatementDatabase(source);
    const store = createSqlStatementStore(database);
    const [row] = await database.run('SELECT max(block_number) AS height FROM block_statement', []);
    const height = typeof row?.height === 'number' ? row.height : -1;
    const all: BlockStatement[] = [];
    for (let from = 0; from <= height; from += BLOCKS_AT_ONCE) {
      all.push(...(await store.list(Array.from({ length: BLOCKS_AT_ONCE }, (_, at) => from + at))));
    }
    return all;
  } catch (cause) {
    throw new CliError('DATABASE_UNAVAILABLE', 'the database of statements does not answer, or is not a gateway’s', {
      cause,
    });
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}
