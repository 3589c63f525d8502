import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '../../../gateway/db/data-source.js';
import { freshDatabase } from '../../support/postgres.js';

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
  const drift = async () => (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);

  it('go up, and leave nothing for the entities to ask for', async () => {
    expect(await migrate(source)).to.have.length(1);
    expect(await tables()).to.include.members(['licence', 'licence_batch', 'outbox', 'block_statement', 'trust_list']);
    expect(await drift()).to.deep.equal([]);
  });

  it('go down to nothing, and up again to the same', async () => {
    const before = await tables();
    await source.undoLastMigration({ transaction: 'all' });
    expect(await tables()).to.deep.equal([]);
    await migrate(source);
    expect(await tables()).to.deep.equal(before);
    expect(await drift()).to.deep.equal([]);
  });

  it('run once, also when several processes start at the same time', async () => {
    await source.undoLastMigration({ transaction: 'all' });
    const done = await Promise.all([migrate(source), migrate(source), migrate(source)]);
    expect(done.flat()).to.have.length(1);
  });
});
