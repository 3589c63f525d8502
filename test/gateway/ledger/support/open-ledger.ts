import pg from 'pg';
import { applyTransaction } from '../../../../chaincode/transactions/index.js';
import { openEmbeddedLedger } from '../../../../gateway/ledger/embedded/embedded-ledger.js';
import { freshDatabase } from '../../../support/postgres.js';

export const NOW = Date.parse('2026-06-01T08:00:00.000Z');

/** A ledger in a database of its own, with a clock that the test moves. */
export async function openTestLedger() {
  const { url, drop } = await freshDatabase();
  const pool = new pg.Pool({ connectionString: url, max: 6 });
  pool.on('error', () => undefined);
  const clock = { at: NOW, now: () => clock.at };
  const ledger = await openEmbeddedLedger({ pool, clock, apply: applyTransaction, pollInterval: 50 });
  const close = async () => {
    await ledger.close();
    await pool.end();
    await drop();
  };
  return { url, pool, clock, ledger, close };
}
