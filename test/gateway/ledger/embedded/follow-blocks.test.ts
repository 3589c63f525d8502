import { expect } from 'chai';
import type pg from 'pg';
import { openTestLedger } from '../support/open-ledger.js';
import { createTestNetwork } from '../support/test-network.js';

describe('following the blocks of an embedded ledger whose database was changed', function () {
  this.timeout(60_000);
  let opened: Awaited<ReturnType<typeof openTestLedger>>;

  before(async () => {
    opened = await openTestLedger();
    const { ledger, clock } = opened;
    const network = await createTestNetwork(ledger.ledgerId, clock.now());
    await ledger.submit(network.founding());
    for (let version = 0; version < 4; version += 1) await ledger.submit(network.heartbeat('44', version));
  });
  after(() => opened.close());

  /** The problem that stops a follower, when the change is made and then taken back. */
  const follow = async (change: (pool: pg.Pool) => Promise<unknown>, from = 0): Promise<string | undefined> => {
    const { pool, ledger } = opened;
    const tables = ['ledger_block', 'ledger_transaction', 'ledger_write'];
    for (const table of tables) await pool.query(`CREATE TABLE kept_${table} AS TABLE ${table}`);
    try {
      await change(pool);
      const stop = new AbortController();
      for await (const { blockNumber } of ledger.blocks(from, stop.signal)) if (blockNumber === 5) stop.abort();
      return undefined;
    } catch (error) {
      expect(error).to.have.property('code', 'LEDGER_CORRUPT');
      return (error as { details: { problem: string } }).details.problem;
    } finally {
      for (const table of tables) {
        await pool.query(
          `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}; DROP TABLE kept_${table}`,
        );
      }
    }
  };

  it('delivers an unchanged chain, also from the middle', async () => {
    expect(await follow(async () => undefined)).to.equal(undefined);
    expect(await follow(async () => undefined, 4)).to.equal(undefined);
  });

  it('stops at a gap', async () => {
    expect(await follow((pool) => pool.query('DELETE FROM ledger_block WHERE number = 3'))).to.equal('BLOCK_NUMBER');
  });

  it('stops at a header of another hash, and at a block of another chain', async () => {
    const header = (pool: pg.Pool) => pool.query(`UPDATE ledger_block SET header = header || ' ' WHERE number = 3`);
    expect(await follow(header)).to.equal('BLOCK_HASH');
    // What was followed before the first block is known by its header alone.
    const before = (pool: pg.Pool) => pool.query(`UPDATE ledger_block SET header = header || ' ' WHERE number = 3`);
    expect(await follow(before, 4)).to.equal('BLOCK_LINK');
  });

  it('stops at any changed text of a transaction or a write', async () => {
    const changes = {
      TRANSACTION_TIME: `UPDATE ledger_transaction SET at = 'now' WHERE block_number = 3`,
      BLOCK_DATA: `UPDATE ledger_transaction SET at = '2026-06-01T08:00:01.000Z' WHERE block_number = 3`,
      TRANSACTION_INPUT: `UPDATE ledger_transaction SET input = input || ' ' WHERE block_number = 3`,
      TRANSACTION_INDEX: 'UPDATE ledger_transaction SET index = 1 WHERE block_number = 3',
    };
    for (const [problem, sql] of Object.entries(changes)) {
      // Several problems show at once: any of them stops the follower.
      expect(await follow((pool) => pool.query(sql)), sql).to.be.oneOf([problem, 'BLOCK_DATA', 'WRITE_STRAY']);
    }
    const record = `UPDATE ledger_write SET record = replace(record, 'alive', 'alone') WHERE block_number = 3`;
    expect(await follow((pool) => pool.query(record))).to.equal('BLOCK_DATA');
  });

  it('meets garbage of every kind with its own error', async () => {
    for (const garbage of [
      '',
      '{}',
      'null',
      '[',
      '{"a":1}',
      '\u{1f600}',
      '{"command":{"kind":"heartbeat"}}',
      '9'.repeat(99),
    ]) {
      for (const column of ['ledger_block.header', 'ledger_transaction.input', 'ledger_write.record']) {
        const [table, name] = column.split('.');
        const problem = await follow((pool) => pool.query(`UPDATE ${table} SET ${name} = $1`, [garbage]));
        expect(problem, `${column} ${garbage}`).to.be.a('string');
      }
    }
  });
});
