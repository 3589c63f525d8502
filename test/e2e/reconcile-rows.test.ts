import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { createLicenceStore } from '../../gateway/db/repositories/licence-store.js';
import { createMaterialStore } from '../../gateway/db/repositories/material-store.js';
import { createOutbox } from '../../gateway/db/repositories/outbox.js';
import { createProjectionStore } from '../../gateway/db/repositories/projection.js';
import { AppError } from '../../gateway/domain/errors.js';
import { createKeyRing } from '../../gateway/keys/key-ring.js';
import { readSecretFile } from '../../gateway/keys/secret-file.js';
import { createProjector } from '../../gateway/ledger/projection/projector.js';
import { createCommandDesk } from '../../gateway/use-cases/commands/command-desk.js';
import { createEmptyOutbox } from '../../gateway/use-cases/commands/empty-outbox.js';
import { createIssueBatch } from '../../gateway/use-cases/licences/issue-batch.js';
import { preparePress } from '../../gateway/use-cases/licences/press.js';
import { createOrderReader } from '../../gateway/use-cases/licences/read-orders.js';
import { openFileKeyStore } from '../../pki/signer/file-key-store.js';
import { businessOrders, eventually, MARKET } from '../support/live-network.js';
import { type ReconciledWorld, withReconciledWorld } from './support/reconciled-world.js';

describe('rows that one side has and the other has not', function () {
  this.timeout(120_000);
  let world: ReconciledWorld;
  before(async () => {
    world = await withReconciledWorld();
  });

  const query = (sql: string): Promise<Record<string, unknown>[]> => world.source.query(sql);
  const all = async (options: { actor?: string; lateAfterMs?: number } = {}) => {
    const { actor, ...rest } = options;
    return (await world.host(rest).reconciler.all(actor === undefined ? undefined : { actor })).result;
  };
  const told = ({ findings }: Awaited<ReturnType<typeof all>>) =>
    findings.map((each) => [each.class, each.table, each.repair]).sort();
  /** Takes rows away, looks, and puts back what has not come back by itself. */
  const without = async (table: string, where: string, work: (keys: Record<string, unknown>[]) => Promise<void>) => {
    await query(`CREATE TABLE lost AS SELECT * FROM ${table} WHERE ${where}`);
    await query(`DELETE FROM ${table} WHERE ${where}`);
    try {
      await work(await query('SELECT * FROM lost'));
    } finally {
      await query(`INSERT INTO ${table} SELECT * FROM lost ON CONFLICT DO NOTHING`);
      await query('DROP TABLE lost');
    }
  };

  it('a licence that the database has lost is told by its ledger key, and cannot come back', async () => {
    await without('licence', "state = 'suspended'", async ([lost]) => {
      const result = await all({ actor: 'somebody' });
      expect(told(result)).to.deep.equal([['missing-in-database', 'licence', 'impossible']]);
      expect(result.findings[0]?.key).to.equal(`${lost?.ledger_key}@1`);
    });
  });

  it('a batch that the database has lost takes the proof from its licences', async () => {
    await without('licence_batch', 'block_number = (SELECT min(block_number) FROM licence_batch)', async ([lost]) => {
      const { findings } = await all();
      const batches = findings.filter(({ table }) => table === 'licence_batch');
      expect(batches).to.have.length(1);
      expect(batches[0]).to.include({ class: 'missing-in-database', key: lost?.digest, repair: 'impossible' });
      const licences = findings.filter(({ table }) => table === 'licence');
      expect(new Set(licences.map(({ column }) => column))).to.deep.equal(new Set(['batch_digest']));
    });
  });

  it('an entry that the projection has lost, or has made up, is read from the ledger again', async () => {
    await without('projected_entry', "kind = 'seal'", async (lost) => {
      await query(`INSERT INTO projected_entry VALUES ('seal/nowhere', 'seal', '{}', 1, 0)`);
      expect(told(await all())).to.deep.equal([
        ...lost.map(() => ['missing-in-database', 'projected_entry', 'possible']),
        ['missing-on-ledger', 'projected_entry', 'possible'],
      ]);
      await all({ actor: 'somebody' });
      expect((await all()).findings).to.deep.equal([]);
      expect(await query("SELECT * FROM projected_entry WHERE kind = 'seal'")).to.deep.equal(lost);
    });
  });

  it('certificates and seals that the ledger does not know are named', async () => {
    await query(`INSERT INTO certificate_file (fingerprint, role, issuer, key_id, der)
      VALUES ('1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b', 'root', 'x', 'x', '')`);
    await query(`INSERT INTO seal_file (digest, authority, der)
      VALUES ('1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b', 'x', '')`);
    try {
      expect(told(await all())).to.deep.equal([
        ['missing-on-ledger', 'certificate_file', 'impossible'],
        ['missing-on-ledger', 'seal_file', 'impossible'],
      ]);
    } finally {
      await query(`DELETE FROM certificate_file WHERE der = ''`);
      await query(`DELETE FROM seal_file WHERE der = ''`);
    }
  });

  it('what no quorum has witnessed is late only when its time is over', async () => {
    await query('CREATE TABLE anchored AS SELECT digest, statements, anchored_at FROM licence_batch');
    await query('UPDATE licence_batch SET statements = NULL, anchored_at = NULL');
    try {
      expect((await all({ lateAfterMs: 3_600_000 })).findings).to.deep.equal([]);
      const { findings } = await all({ lateAfterMs: 0 });
      expect(findings.filter(({ column }) => column === 'anchored_at').length).to.be.greaterThan(1);
      expect(new Set(findings.map((each) => each.class))).to.deep.equal(new Set(['late']));
    } finally {
      await query(`UPDATE licence_batch SET statements = a.statements, anchored_at = a.anchored_at
        FROM anchored a WHERE a.digest = licence_batch.digest`);
      await query('DROP TABLE anchored');
    }
  });

  it('windows go round: each tells a part, and together they tell all', async () => {
    await query(`UPDATE licence SET state = 'revoked' WHERE state = 'suspended'`);
    try {
      const result = await world.host().reconciler.window();
      expect(result).to.include({ scope: 'window', outcome: 'drift' });
      expect(told(result)).to.deep.equal([['state-differs', 'licence', 'possible']]);
    } finally {
      await query(`UPDATE licence SET state = 'suspended' WHERE state = 'revoked'`);
    }
  });

  it('the journal of repairs takes no change and no removal', async () => {
    for (const sql of [
      "UPDATE reconciliation_repair SET actor = 'nobody'",
      'DELETE FROM reconciliation_repair',
      'TRUNCATE reconciliation_repair',
    ]) {
      const refusal = await query(sql).catch((error: unknown) => error);
      expect(refusal).to.be.an('error').with.property('message').that.includes('only grows');
    }
  });

  it('a signed batch that nobody sends goes back into the outbox, and from there to the ledger', async () => {
    const { provinces, source, ledger, clock } = world;
    const folder = join(provinces.folder, '44');
    const secret = (name: string) => readSecretFile(join(folder, name), { create: false });
    const kek = await secret('development.kek');
    const keys = createKeyRing(await openFileKeyStore({ folder: join(folder, 'keys'), kek, now: clock.now }));
    const material = createMaterialStore(source);
    const outbox = createOutbox(source, clock);
    const away = async () => {
      throw new AppError('LEDGER_UNAVAILABLE');
    };
    const desk = createCommandDesk({ domain: '44', ledger: { ...ledger, submit: away }, outbox, keys, clock });
    const network = async () => (await desk.network()).network;
    const readOrders = createOrderReader({
      ...{ ledger, profile: 'development', network },
      identifierKey: await secret('development.identifier-key'),
    });
    const orders = await readOrders(MARKET.uscc, businessOrders('never-sent', 3));
    const items = orders.flatMap((order) => (order.ok ? [order.item] : []));
    const issueBatch = createIssueBatch({
      ...{ domain: '44', ledgerId: ledger.ledgerId, licences: createLicenceStore(source, '7'.repeat(64)), desk, clock },
      random: (length) => randomBytes(length),
    });
    const press = await preparePress(MARKET.uscc, { domain: '44', ledger, keys, material });
    const actor = { subject: 'synthetic-clerk', tenant: MARKET.uscc, roles: [] };
    expect(await issueBatch(items, press, 'issue', { actor, basis: 'role/issuer' })).to.deep.equal({});

    expect((await all()).findings, 'on its way').to.deep.equal([]);
    expect(told(await all({ lateAfterMs: 0 })).filter(([kind]) => kind === 'late')).to.deep.equal([
      ['late', 'outbox', 'impossible'],
    ]);
    const [sent] = await query("SELECT digest, input FROM outbox WHERE status = 'waiting'");
    for (const loss of [
      "UPDATE outbox SET status = 'committed', input = '' WHERE status = 'waiting'",
      "UPDATE outbox SET status = 'refused', refusal = 'X' WHERE status = 'waiting'",
      "DELETE FROM outbox WHERE status = 'waiting'",
    ]) {
      await query(loss);
      expect(told(await all())).to.deep.equal([['missing-on-ledger', 'licence_batch', 'possible']]);
      expect(told(await all({ actor: 'somebody' }))).to.deep.equal([['missing-on-ledger', 'licence_batch', 'done']]);
      expect(await query("SELECT digest, input FROM outbox WHERE status = 'waiting'")).to.deep.equal([sent]);
    }
    await query("UPDATE outbox SET created_at = now() - interval '1 hour' WHERE status = 'waiting'");
    await createEmptyOutbox({ outbox, ledger, clock })();
    const done = new AbortController();
    const following = createProjector({ ledger, sink: createProjectionStore(source) }).run(done.signal);
    await eventually('the projection has it', async () => {
      const rows = await query('SELECT 1 FROM licence WHERE state IS NULL');
      return rows.length === 0;
    });
    done.abort();
    await following;
    expect((await all()).findings).to.deep.equal([]);
  });
});
