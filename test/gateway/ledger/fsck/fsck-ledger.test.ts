import { expect } from 'chai';
import pg from 'pg';
import type { BlockStatement } from '../../../../chaincode/model/block-statement.js';
import { applyTransaction } from '../../../../chaincode/transactions/index.js';
import type { VerifiedBlock } from '../../../../gateway/domain/ports/ledger.js';
import { blockHash, dataHashOf, headerText } from '../../../../gateway/ledger/embedded/block-header.js';
import { loadBlocks } from '../../../../gateway/ledger/embedded/load-blocks.js';
import type { Finding } from '../../../../gateway/ledger/fsck/finding.js';
import { fsckLedger } from '../../../../gateway/ledger/fsck/fsck-ledger.js';
import { openTestLedger } from '../support/open-ledger.js';
import { signStatement } from '../support/statements.js';
import { createTestNetwork } from '../support/test-network.js';

interface Column {
  table_name: string;
  column_name: string;
  data_type: string;
}

describe('fsck of an embedded ledger', function () {
  this.timeout(120_000);
  let opened: Awaited<ReturnType<typeof openTestLedger>>;
  let statements: BlockStatement[];

  before(async () => {
    opened = await openTestLedger();
    const { ledger } = opened;
    const network = await createTestNetwork(ledger.ledgerId, opened.clock.now());
    await ledger.submit(network.founding());
    const authority = await network.equip('44');
    for (const input of authority.inputs) await ledger.submit(input);
    await ledger.submit(network.batch(authority, 0, 5));
    await Promise.all([ledger.submit(network.heartbeat('43', 0)), ledger.submit(network.heartbeat('52', 0))]);
    await ledger.submit(network.heartbeat('43', 1));
    const { height } = await ledger.read([]);
    const blocks: VerifiedBlock[] = [];
    const controller = new AbortController();
    for await (const block of ledger.blocks(0, controller.signal)) {
      blocks.push(block);
      if (block.blockNumber === height) controller.abort();
    }
    statements = await Promise.all(blocks.map((block) => signStatement(network, '43', block)));
  });
  after(() => opened.close());

  const fsck = (seen: Iterable<BlockStatement> = statements) =>
    fsckLedger({ pool: opened.pool, apply: applyTransaction, statements: seen });

  /** Changes the database by hand, lets the work look at it, and puts every row back. */
  async function tampered<T>(change: (client: pg.Client) => Promise<unknown>, look: () => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: opened.url });
    await client.connect();
    const tables = ['ledger_block', 'ledger_transaction', 'ledger_write', 'ledger_state', 'ledger_lock'];
    try {
      for (const table of tables) await client.query(`CREATE TABLE kept_${table} AS TABLE ${table}`);
      try {
        await change(client);
        return await look();
      } finally {
        for (const table of tables) {
          await client.query(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}`);
          await client.query(`DROP TABLE kept_${table}`);
        }
      }
    } finally {
      await client.end();
    }
  }

  it('finds nothing in a ledger that nobody has touched', async () => {
    expect(await fsck()).to.deep.equal([]);
    expect(
      await tampered(
        async () => undefined,
        () => fsck(),
      ),
    ).to.deep.equal([]);
  });

  it('finds a change of any column of any table', async () => {
    const { rows: columns } = await opened.pool.query<Column>(
      `SELECT table_name, column_name, data_type FROM information_schema.columns
       WHERE table_schema = current_schema() AND table_name LIKE 'ledger%' ORDER BY 1, 2`,
    );
    expect(columns.map(({ table_name, column_name }) => `${table_name}.${column_name}`)).to.include.members([
      'ledger_block.header',
      'ledger_block.hash',
      'ledger_block.genesis',
      'ledger_transaction.at',
      'ledger_transaction.input',
      'ledger_write.record',
      'ledger_state.record',
    ]);
    for (const { table_name: table, column_name: column, data_type: type } of columns) {
      const name = `${table}.${column}`;
      const value = changeOf(name, type);
      // The last row, and the first: block 0 has columns of its own.
      for (const order of ['ASC', 'DESC']) {
        const findings = await tampered(
          (client) =>
            client.query(`UPDATE ${table} SET ${column} = ${value}
              WHERE ctid = (SELECT ctid FROM ${table} ORDER BY ${orderOf(table)} ${order} LIMIT 1)`),
          () => fsck([]),
        );
        expect(findings, `${name}, ${order}`).to.not.be.empty;
        expect(tablesOf(findings), `${name}, ${order}`).to.include.oneOf([table, NEIGHBOUR[table]]);
      }
    }
    expect(await fsck()).to.deep.equal([]);
  });

  it('finds a row that is missing from any table', async () => {
    for (const [table, expected] of Object.entries({
      ledger_block: 'BLOCK_MISSING',
      ledger_transaction: 'WRITE_STRAY',
      ledger_write: 'WRITE_MISSING',
      ledger_state: 'STATE_MISSING',
    })) {
      const findings = await tampered(
        (client) =>
          client.query(`DELETE FROM ${table}
            WHERE ctid = (SELECT ctid FROM ${table} ORDER BY ${orderOf(table)} ASC OFFSET 1 LIMIT 1)`),
        () => fsck([]),
      );
      expect(codesOf(findings), table).to.include(expected);
    }
  });

  it('finds a row that was added to any table', async () => {
    const added = {
      BLOCK_HEADER: `INSERT INTO ledger_block SELECT number + 1, header, hash, genesis FROM ledger_block ORDER BY number DESC LIMIT 1`,
      BLOCK_NUMBER: `INSERT INTO ledger_block SELECT -1, header, hash, genesis FROM ledger_block ORDER BY number DESC LIMIT 1`,
      TRANSACTION_ID: `INSERT INTO ledger_transaction SELECT block_number, index + 1, 'f', at, input FROM ledger_transaction ORDER BY block_number DESC LIMIT 1`,
      TRANSACTION_STRAY: `INSERT INTO ledger_transaction SELECT 900, index, 'f', at, input FROM ledger_transaction LIMIT 1`,
      WRITE_SURPLUS: `INSERT INTO ledger_write SELECT block_number, index, 'licence/more', record FROM ledger_write LIMIT 1`,
      WRITE_STRAY: `INSERT INTO ledger_write SELECT 900, index, key, record FROM ledger_write LIMIT 1`,
      STATE_SURPLUS: `INSERT INTO ledger_state SELECT '', record, block_number, index FROM ledger_state LIMIT 1`,
      LOCK_ROWS: 'INSERT INTO ledger_lock DEFAULT VALUES',
    };
    for (const [code, sql] of Object.entries(added)) {
      expect(
        codesOf(
          await tampered(
            (client) => client.query(sql),
            () => fsck([]),
          ),
        ),
        sql,
      ).to.include(code);
    }
  });

  it('finds a tail that was cut off cleanly, by what witnesses have signed, and only by that', async () => {
    const { height } = await opened.ledger.read([]);
    const cut = async (client: pg.Client) => {
      await client.query(`
        DELETE FROM ledger_block WHERE number = ${height};
        DELETE FROM ledger_transaction WHERE block_number = ${height};
        DELETE FROM ledger_write WHERE block_number = ${height};
        UPDATE ledger_state s SET record = w.record, block_number = w.block_number, index = w.index
          FROM (SELECT DISTINCT ON (key) * FROM ledger_write ORDER BY key, block_number DESC) w WHERE w.key = s.key`);
    };
    expect(await tampered(cut, () => fsck([]))).to.deep.equal([]);
    expect(await tampered(cut, () => fsck())).to.deep.equal([
      { code: 'WITNESSED_MISSING', table: 'ledger_block', block: height },
    ]);
  });

  it('finds a chain that was made anew from a changed block on, by what witnesses have signed', async () => {
    const { height } = await opened.ledger.read([]);
    const remake = async (client: pg.Client) => {
      // The two heartbeats of one block change places, and everything after is hashed again: consistent in itself.
      const block = height - 1;
      await client.query(`
        UPDATE ledger_transaction SET index = 1 - index + 10 WHERE block_number = ${block};
        UPDATE ledger_transaction SET index = index - 10 WHERE block_number = ${block};
        UPDATE ledger_write SET index = 1 - index + 10 WHERE block_number = ${block};
        UPDATE ledger_write SET index = index - 10 WHERE block_number = ${block};
        UPDATE ledger_state SET index = 1 - index WHERE block_number = ${block}`);
      await rehash(client, block);
    };
    expect(codesOf(await tampered(remake, () => fsck([])))).to.deep.equal([]);
    expect(await tampered(remake, () => fsck())).to.deep.equal([
      { code: 'WITNESSED_DIFFERENT', table: 'ledger_block', block: height - 1 },
      { code: 'WITNESSED_DIFFERENT', table: 'ledger_block', block: height },
    ]);
  });

  it('says when a statement is not by a witness of this ledger', async () => {
    const [first] = statements;
    if (first === undefined) throw new TypeError('no statement');
    const forged = { ...first, statement: { ...first.statement, blockHash: '0'.repeat(64) } };
    expect(codesOf(await fsck([forged]))).to.deep.equal(['STATEMENT_UNVERIFIED']);
  });
});

/** Where a change shows that makes a row fall out of its own table's sight. */
const NEIGHBOUR: Record<string, string> = {
  ledger_transaction: 'ledger_write',
  ledger_write: 'ledger_transaction',
};

function orderOf(table: string): string {
  if (table === 'ledger_block') return 'number';
  return table === 'ledger_state' ? 'key' : 'block_number';
}

function changeOf(name: string, type: string): string {
  if (type === 'integer') return `${name.split('.')[1]} + 1000`;
  if (type !== 'text') throw new TypeError(`the test does not know how to change ${name}, a ${type}`);
  const column = name.split('.')[1];
  return `regexp_replace(coalesce(${column}, '{}'), '.$', 'x')`;
}

function codesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code);
}

function tablesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ table }) => table);
}

/** What somebody with the database and this program could do. */
async function rehash(client: pg.Client, from: number): Promise<void> {
  const blocks = await loadBlocks(client, from - 1, 1_000);
  let previousHash = blockHash(blocks[0]?.header ?? '');
  for (const { number, transactions } of blocks.slice(1)) {
    const dataHash = dataHashOf(transactions);
    const header = headerText({ number, previousHash, dataHash, size: transactions.length });
    previousHash = blockHash(header);
    await client.query('UPDATE ledger_block SET header = $2, hash = $3 WHERE number = $1', [
      number,
      header,
      previousHash,
    ]);
  }
}
