import { expect } from 'chai';
import {
  businessOrders,
  eventually,
  inDatabase,
  issueRows,
  type Line,
  type LiveNetwork,
  officer,
  onLedger,
  withNetwork,
} from '../support/live-network.js';

describe('a gateway that is killed in the middle of a batch', function () {
  this.timeout(120_000);
  let network: LiveNetwork;
  before(async () => {
    network = await withNetwork();
  });

  const keysOnLedger = () =>
    onLedger(network, async (sql) => {
      const rows = await sql(`SELECT key, count(*) AS n FROM ledger_write WHERE key LIKE 'licence/%' GROUP BY key`);
      return new Map(rows.map(({ key, n }) => [String(key), Number(n)]));
    });

  const countKept = (pattern: string) =>
    inDatabase(network, '44', async (sql) => {
      const [row] = await sql('SELECT count(*) AS n FROM licence WHERE idempotency_key LIKE $1', [pattern]);
      return Number(row?.n);
    });

  it('loses nothing and repeats nothing when it starts again and the rows are sent again', async () => {
    const before = (await keysOnLedger()).size;
    const province = network.of('44');
    const orders = businessOrders('killed', 2000);
    const sending = issueRows(network, orders).catch((error: unknown) => error);
    await eventually('some of the rows', async () => (await keysOnLedger()).size > before);
    process.kill(province.process().processId, 'SIGKILL');
    await sending;
    await province.stopGateway();
    await province.startGateway();

    const lines = await issueRows(network, orders);
    expect(lines.filter(({ code }) => code !== undefined)).to.deep.equal([]);
    const ids = lines.map(({ licenceId }) => licenceId);
    expect(new Set(ids).size).to.equal(orders.length);
    await eventually('every row on the ledger', async () => (await keysOnLedger()).size === before + orders.length);
    await eventually('nothing waits', () =>
      inDatabase(network, '44', async (sql) => {
        const [row] = await sql("SELECT count(*) AS n FROM outbox WHERE status = 'waiting'");
        return Number(row?.n) === 0;
      }),
    );

    const written = await keysOnLedger();
    const kept = await inDatabase(network, '44', (sql) =>
      sql('SELECT licence_id, ledger_key, digest, state FROM licence WHERE idempotency_key LIKE $1', ['killed-%']),
    );
    expect(kept.map(({ licence_id }) => licence_id).sort()).to.deep.equal([...ids].sort());
    expect(kept.filter(({ ledger_key }) => written.get(String(ledger_key)) !== 1)).to.deep.equal([]);
    const states = await onLedger(network, (sql) =>
      sql('SELECT key, record FROM ledger_state WHERE key = ANY($1)', [kept.map(({ ledger_key }) => ledger_key)]),
    );
    const digests = new Map(states.map(({ key, record }) => [key, JSON.parse(String(record)).digest]));
    expect(kept.filter(({ ledger_key, digest }) => digests.get(ledger_key) !== digest)).to.deep.equal([]);
    expect(await keysOnLedger()).to.have.property('size', before + orders.length);
  });

  it('sends by itself what was signed and kept, and had not reached the ledger', async () => {
    const province = network.of('44');
    const orders = businessOrders('on-the-way', 501);
    const before = (await keysOnLedger()).size;
    await onLedger(network, async (sql) => {
      // No block can be made while somebody holds this.
      await sql('BEGIN; LOCK TABLE ledger_lock IN EXCLUSIVE MODE');
      const sending = issueRows(network, orders).catch((error: unknown) => error);
      await eventually('both chunks are kept', () =>
        countKept('on-the-way-%').then((count) => count === orders.length),
      );
      process.kill(province.process().processId, 'SIGKILL');
      expect(await sending).to.be.an('error');
      await province.stopGateway();
      await sql('ROLLBACK');
    });
    expect((await keysOnLedger()).size).to.equal(before);
    await province.startGateway();
    await eventually('the outbox has sent them', async () => (await keysOnLedger()).size === before + orders.length);
    const lines = await issueRows(network, orders);
    expect(lines.filter(({ code, repeated }) => code !== undefined || !repeated)).to.deep.equal([]);
    expect((await keysOnLedger()).size).to.equal(before + orders.length);
  });

  it('goes on by itself with what was signed and never sent', async () => {
    const orders = businessOrders('unsent', 3);
    const lines = await issueRows(network, orders);
    // As a crash between the database and the ledger would have left it, but for the ledger: it answers with the first position.
    await inDatabase(network, '44', async (sql) => {
      const digest = 'SELECT batch_digest FROM licence WHERE idempotency_key = $1';
      const back = "UPDATE outbox SET status = 'waiting', created_at = now() - interval '1 minute'";
      await sql(`${back} WHERE digest IN (${digest})`, ['unsent-000000']);
    });
    await eventually('the outbox is empty', () =>
      inDatabase(network, '44', async (sql) => {
        const [row] = await sql("SELECT count(*) AS n FROM outbox WHERE status = 'waiting'");
        return Number(row?.n) === 0;
      }),
    );
    const again: Line[] = await issueRows(network, orders);
    expect(again.map(({ licenceId }) => licenceId)).to.deep.equal(lines.map(({ licenceId }) => licenceId));
    const written = await keysOnLedger();
    for (const { licenceId } of lines) {
      const { ledgerKey } = await officer(network).get<{ ledgerKey: string }>(`/v1/licences/${licenceId}`);
      expect(written.get(ledgerKey)).to.equal(1);
    }
  });
});
