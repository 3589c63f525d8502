import pg from 'pg';
import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { unavailable } from '../embedded/database-errors.js';
import type { Finding } from './finding.js';
import { fsckLedger } from './fsck-ledger.js';

/** `fsckLedger` over a connection of its own. Throws LEDGER_UNAVAILABLE where the database does not answer or holds no ledger. */
export async function fsckDatabase(input: {
  url: string;
  apply: ApplyTransaction;
  statements: Iterable<BlockStatement>;
}): Promise<Finding[]> {
  const { url, apply, statements } = input;
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: 5_000,
    application_name: 'yinxin-fsck',
  });
  pool.on('error', () => undefined);
  try {
    return await fsckLedger({ pool, apply, statements });
  } catch (error) {
    throw unavailable(error);
  } finally {
    await pool.end();
  }
}
