import { after } from 'mocha';
import type { DataSource } from 'typeorm';
import { applyTransaction } from '../../../chaincode/transactions/index.js';
import { createDataSource, migrate } from '../../../gateway/db/data-source.js';
import { openEmbeddedLedger } from '../../../gateway/ledger/embedded/embedded-ledger.js';
import { createLog } from '../../../gateway/observability/log.js';
import { createReconciliationHost } from '../../../gateway/reconciliation-host.js';
import { publishTrustList, registerAuthority, registerTypes } from '../../../gateway/start/fill-registry.js';
import { foundNetwork } from '../../../gateway/start/found-network.js';
import { startProvinces } from '../../../gateway/start/provinces.js';
import { databaseUrl } from '../../support/database-url.js';
import {
  allCaughtUp,
  anchored,
  businessOrders,
  eventually,
  inDatabase,
  issueRows,
  ledgerDatabaseOf,
  MARKET,
  officer,
  onLedger,
  ownerOf,
} from '../../support/live-network.js';
import { freshDatabase } from '../../support/postgres.js';

export type ReconciledWorld = Awaited<ReturnType<typeof openReconciledWorld>>;

let shared: Promise<ReconciledWorld> | undefined;

/** Opened by the first test that asks, closed after the last test of all. Whoever changes something puts it back. */
export function withReconciledWorld(): Promise<ReconciledWorld> {
  shared ??= openReconciledWorld();
  return shared;
}

/**
 * A small network of its own, and Guangdong's database as a copy that no gateway works on: what is changed there stays changed until
 * somebody repairs it.
 */
async function openReconciledWorld() {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const each of closing.splice(0).toReversed()) await each();
  };
  try {
    const provinces = await startProvinces({ log: createLog({ level: 'silent' }), reconcileSeconds: 15 });
    closing.push(() => provinces.stop());
    await foundNetwork(provinces);
    await registerTypes(provinces, ownerOf);
    await registerAuthority(provinces.of('44'), MARKET);
    await allCaughtUp(provinces);
    await publishTrustList(provinces);
    const [first, second] = [
      await issueRows(provinces, businessOrders('first', 3)),
      await issueRows(provinces, businessOrders('second', 2)),
    ];
    const [one, two] = [first[0]?.licenceId ?? '', second[0]?.licenceId ?? ''];
    await officer(provinces).post(`/v1/licences/${one}/suspend`, { reason: 'lost-licence' });
    const [order] = businessOrders('reissued', 1);
    await officer(provinces).post(`/v1/licences/${two}/reissue`, { reason: 'change', order });
    for (const { licenceId } of [...first, ...second]) await anchored(provinces, licenceId ?? '');
    await eventually('the first daily statement', () =>
      inDatabase(
        provinces,
        '44',
        async (sql) => (await sql('SELECT 1 FROM daily_statement WHERE content IS NOT NULL')).length > 0,
      ),
    );
    await eventually('the anchor of the seal uses', async () => {
      const [kept] = await inDatabase(provinces, '44', (sql) => sql('SELECT max(number) AS n FROM use_record'));
      const rows = await onLedger(provinces, (sql) =>
        sql(`SELECT record FROM ledger_state WHERE key LIKE 'use-journal/44/%'`),
      );
      return rows.some(({ record }) => JSON.parse(String(record)).count === kept?.n);
    });
    await allCaughtUp(provinces);

    const original = await createDataSource(await databaseUrl(provinces, '44'), { poolSize: 1 }).initialize();
    // Thrown away with its cluster, which may be gone when this world is closed.
    const { url } = await freshDatabase();
    const source = await createDataSource(url).initialize();
    closing.push(() => source.destroy().catch(() => undefined));
    await migrate(source);
    await copyTables(original, source);
    await original.destroy();

    const clock = { now: () => Date.now() };
    const ledger = await openEmbeddedLedger({ url: ledgerDatabaseOf(provinces), clock, apply: applyTransaction });
    closing.push(() => ledger.close());
    const host = (options: { lateAfterMs?: number } = {}) =>
      createReconciliationHost({
        domain: '44',
        source,
        ledger,
        clock,
        pause: async () => undefined,
        ...options,
      });
    const sentBatches = () =>
      onLedger(provinces, (sql) =>
        sql(
          `SELECT transaction_id AS digest, input FROM ledger_transaction WHERE input LIKE '%"kind":"licence-batch"%'`,
        ),
      );
    return { provinces, source, ledger, url, clock, host, sentBatches, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function copyTables(from: DataSource, to: DataSource): Promise<void> {
  for (const { target, tableName } of from.entityMetadatas) {
    if (tableName.startsWith('reconciliation_')) continue;
    const rows = await from.getRepository(target).find();
    if (rows.length > 0) await to.getRepository(target).insert(rows);
  }
}

// At the top of a module, so it belongs to mocha's root suite and runs after the last test of all.
after('close the reconciled world', async function () {
  this.timeout(60_000);
  await (await shared?.catch(() => undefined))?.close();
});
