import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '../../../gateway/db/data-source.js';
import { freshDatabase } from '../../support/postgres.js';

const NAMES = [
  'Founding1763683200000',
  'SignedTrustLists1763690400000',
  'LedgerSubmissions1763697600000',
  'Reconciliation1764374400000',
  'CertificateRegister1764432000000',
];

describe('the migrations', () => {
  let source: DataSource;
  let drop: () => Promise<void>;
  before(async function () {
    this.timeout(60_000);
    const database = await freshDatabase();
    drop = database.drop;
    source = await createDataSource(database.url).initialize();
  });
  after(async () => {
    await source.destroy();
    await drop();
  });

  const tables = async () => {
    const rows: { name: string }[] = await source.query(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };
  const undoAll = async () => {
    for (const _ of NAMES) await source.undoLastMigration({ transaction: 'all' });
  };
  const drift = async () => (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);

  it('go up, and leave nothing for the entities to ask for', async () => {
    expect(await migrate(source)).to.deep.equal(NAMES);
    expect(await tables()).to.include.members(['licence', 'licence_batch', 'outbox', 'block_statement', 'trust_list']);
    expect(await drift()).to.deep.equal([]);
  });

  it('go down to nothing, and up again to the same', async () => {
    const before = await tables();
    await undoAll();
    expect(await tables()).to.deep.equal([]);
    await migrate(source);
    expect(await tables()).to.deep.equal(before);
    expect(await drift()).to.deep.equal([]);
  });

  it('run once, also when several processes start at the same time', async () => {
    await undoAll();
    const done = await Promise.all([migrate(source), migrate(source), migrate(source)]);
    expect(done.flat()).to.deep.equal(NAMES);
  });
});
