import { expect } from 'chai';
import pg from 'pg';
import { createMemoryStatementStore } from '../../../../gateway/ledger/witness/memory-statement-store.js';
import {
  BLOCK_STATEMENT_TABLE,
  createSqlStatementStore,
  type SqlDatabase,
} from '../../../../gateway/ledger/witness/sql-statement-store.js';
import type { StatementStore } from '../../../../gateway/ledger/witness/statement-store.js';
import { freshDatabase } from '../../../support/postgres.js';
import { NOW } from '../support/open-ledger.js';
import { sampleBlock, signStatement } from '../support/statements.js';
import { createTestNetwork, type TestNetwork } from '../support/test-network.js';

describeStore('in memory', async () => ({ store: createMemoryStatementStore(), close: async () => undefined }));

describeStore('in PostgreSQL', async () => {
  const { url, drop } = await freshDatabase();
  const pool = new pg.Pool({ connectionString: url });
  // Dropping the database may cut a connection that is still on its way out.
  pool.on('error', () => undefined);
  await pool.query(BLOCK_STATEMENT_TABLE);
  const close = async () => {
    await pool.end();
    await drop();
  };
  return { store: createSqlStatementStore(databaseOf(pool)), pool, close };
});

function describeStore(
  name: string,
  open: () => Promise<{ store: StatementStore; pool?: pg.Pool; close(): Promise<void> }>,
): void {
  describe(`the statement store ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let network: TestNetwork;
    before(async () => {
      opened = await open();
      network = await createTestNetwork('0'.repeat(64), NOW, ['44', '43']);
    });
    after(() => opened.close());

    it('keeps a body once, however often it was signed', async () => {
      const { store } = opened;
      expect(await store.append(await signStatement(network, '44', sampleBlock(1)))).to.equal(true);
      expect(await store.append(await signStatement(network, '44', sampleBlock(1)))).to.equal(false);
      expect(await store.list([1])).to.have.length(1);
      expect(await store.conflicts()).to.deep.equal([]);
    });

    it('keeps two bodies for one height beside each other, as the proof that they are', async () => {
      const { store } = opened;
      await store.append(await signStatement(network, '44', sampleBlock(2)));
      await store.append(await signStatement(network, '44', sampleBlock(2, 'c')));
      expect((await store.conflicts()).map(({ statement }) => statement.blockNumber)).to.deep.equal([2, 2]);
    });

    it('gives one claim for a height, to whoever claims it and however many at once', async () => {
      const { store } = opened;
      const claims = ['d', 'e', 'f'].map((fill) => signStatement(network, '43', sampleBlock(5, fill)));
      const kept = await Promise.all((await Promise.all(claims)).map((own) => store.claim(own, () => true)));
      expect(new Set(kept.map(({ statement }) => statement.blockHash)).size).to.equal(1);
      expect((await store.list([5])).length).to.equal(1);
    });

    it('lets no row that the claimant did not sign stand in the way of a claim', async () => {
      const { store } = opened;
      const own = await signStatement(network, '44', sampleBlock(6));
      const forged = { ...own, signature: 'A'.repeat(86) };
      await store.append(forged);
      expect(await store.claim(own, ({ signature }) => signature !== forged.signature)).to.deep.equal(own);
      expect(await store.list([6])).to.deep.equal([own]);
    });

    it('answers a domain’s statements by height, up to a limit, and the latest', async () => {
      const { store } = opened;
      for (const height of [9, 7, 8]) await store.append(await signStatement(network, '43', sampleBlock(height)));
      const heights = (await store.from('43', 7, 2)).map(({ statement }) => statement.blockNumber);
      expect(heights).to.deep.equal([7, 8]);
      expect((await store.latest('43'))?.statement.blockNumber).to.equal(9);
      expect(await store.latest('52')).to.equal(undefined);
    });

    it('passes over rows that are no statements', async () => {
      const { pool, store } = opened;
      if (pool === undefined) return;
      for (const content of ['', 'null', '{"statement":{}}', '{ }', '\u{1f600}']) {
        await pool.query('INSERT INTO block_statement VALUES ($1, 20, $2, $3, $4)', ['43', content, '', content]);
      }
      expect(await store.list([20])).to.deep.equal([]);
    });
  });
}

function databaseOf(pool: pg.Pool): SqlDatabase {
  return {
    run: async (sql, values) => (await pool.query<Record<string, unknown>>(sql, values)).rows,
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(
          async (sql, values) => (await client.query<Record<string, unknown>>(sql, values)).rows,
        );
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
