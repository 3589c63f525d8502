import { expect } from 'chai';
import type pg from 'pg';
import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import { openTestLedger } from '../support/open-ledger.js';
import { createTestNetwork, type TestNetwork } from '../support/test-network.js';

describe('following the blocks of an embedded ledger whose database was changed', function () {
  this.timeout(60_000);
  let opened: Awaited<ReturnType<typeof openTestLedger>>;

  let network: TestNetwork;

  before(async () => {
    opened = await openTestLedger();
    const { ledger, clock } = opened;
    network = await createTestNetwork(ledger.ledgerId, clock.now());
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

  it('waits for a block whose predecessors are not there yet either', async () => {
    const { ledger } = opened;
    const { height } = await ledger.read([]);
    const stop = new AbortController();
    const waiting = (async () => {
      for await (const { blockNumber } of ledger.blocks(height + 2, stop.signal)) return blockNumber;
      return undefined;
    })();
    await ledger.submit(network.heartbeat('43', 0));
    await ledger.submit(network.heartbeat('43', 1));
    expect(await waiting).to.equal(height + 2);
    stop.abort();
  });

  it('reads no entry that is garbage', async () => {
    const { ledger, pool } = opened;
    const key = ledgerKeys.heartbeat('44');
    const { rows } = await pool.query<{ record: string }>('SELECT record FROM ledger_state WHERE key = $1', [key]);
    for (const garbage of [
      '',
      '{}',
      'null',
      '[]',
      '{"kind":"heartbeat","version":0}',
      rows[0]?.record.replace('{', '{ '),
    ]) {
      await pool.query('UPDATE ledger_state SET record = $2 WHERE key = $1', [key, garbage]);
      for (const asked of [ledger.read([key]), ledger.submit(network.heartbeat('44', 4))]) {
        expect(await asked.catch((reason: unknown) => reason), garbage).to.have.property('code', 'LEDGER_CORRUPT');
      }
    }
    await pool.query('UPDATE ledger_state SET record = $2 WHERE key = $1', [key, rows[0]?.record]);
    expect((await ledger.read([key, 'a\0b', '\ud800', 'x'.repeat(300)])).entries.size).to.equal(1);
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
