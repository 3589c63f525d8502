import type { Pool } from 'pg';
import { createGenesis } from './genesis.js';
import { onOneClient } from './on-one-client.js';

/**
 * `ledger_lock` holds no rows: whoever makes a block locks it first. A lock on a table that is written to would fight with
 * autovacuum. Keys are compared by their bytes, so that order is the same on every machine.
 */
const TABLES = `
CREATE TABLE IF NOT EXISTS ledger_lock ();
CREATE TABLE IF NOT EXISTS ledger_block (
  number integer PRIMARY KEY, header text NOT NULL, hash text NOT NULL, genesis text);
CREATE TABLE IF NOT EXISTS ledger_transaction (
  block_number integer NOT NULL, index integer NOT NULL, transaction_id text NOT NULL UNIQUE,
  at text NOT NULL, input text NOT NULL, PRIMARY KEY (block_number, index));
CREATE TABLE IF NOT EXISTS ledger_write (
  block_number integer NOT NULL, index integer NOT NULL, key text COLLATE "C" NOT NULL, record text NOT NULL,
  PRIMARY KEY (block_number, index, key));
CREATE INDEX IF NOT EXISTS ledger_write_key ON ledger_write (key, block_number, index);
CREATE TABLE IF NOT EXISTS ledger_state (
  key text COLLATE "C" PRIMARY KEY, record text NOT NULL, block_number integer NOT NULL, index integer NOT NULL);
`;

const MIGRATION_LOCK = 7_961_122;

/** Makes the tables and block 0 where there are none. Processes that start at once take turns, and one founds the ledger. */
export function migrateLedger(pool: Pool, nonce: () => Uint8Array): Promise<void> {
  return onOneClient(pool, async (client) => {
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const { rows } = await client.query<{ there: boolean }>("SELECT to_regclass('ledger_state') IS NOT NULL AS there");
    // CREATE … IF NOT EXISTS tells the client of every table that is there: not worth a notice at each start.
    if (rows[0]?.there !== true) await client.query(TABLES);
    const { rowCount } = await client.query('SELECT 1 FROM ledger_block LIMIT 1');
    if (rowCount === 0) {
      const { header, hash, content } = createGenesis(nonce());
      const insert = 'INSERT INTO ledger_block (number, header, hash, genesis) VALUES (0, $1, $2, $3)';
      await client.query(insert, [header, hash, content]);
    }
    await client.query('COMMIT');
  });
}
