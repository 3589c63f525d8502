import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createAnchoringStore } from '../../../../gateway/db/repositories/anchoring-store.js';
import { createLicenceStore } from '../../../../gateway/db/repositories/licence-store.js';
import { createOutbox } from '../../../../gateway/db/repositories/outbox.js';
import { createProjectionStore } from '../../../../gateway/db/repositories/projection.js';
import type { LicenceQuery } from '../../../../gateway/domain/ports/licence-store.js';
import {
  AUTHORITY,
  batchBlock,
  JOURNAL,
  keyOf,
  NOW,
  openGatewayDatabase,
  sampleBatch,
  sampleLicence,
  TYPE,
} from '../support.js';

describe('the licence store', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  before(async function () {
    this.timeout(60_000);
    ({ source, close } = await openGatewayDatabase());
  });
  after(() => close());
  beforeEach(async () => {
    for (const table of ['licence', 'licence_batch', 'outbox', 'projected_entry', 'projection_checkpoint']) {
      await source.query(`DELETE FROM ${table}`);
    }
  });

  const licences = () => createLicenceStore(source, JOURNAL);
  const outbox = () => createOutbox(source, { now: () => NOW });
  const refusal = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);
  const count = async (table: string): Promise<number> =>
    Number((await source.query(`SELECT count(*) AS n FROM ${table}`))[0].n);

  it('keeps a batch, its licences and its outbox item together', async () => {
    await licences().addBatch(
      sampleBatch('b1', [sampleLicence('1'), sampleLicence('2', { validUntil: '2030-01-01' })]),
    );
    const found = await licences().find('id-2');
    expect(found).to.include({ ledgerKey: keyOf('2'), validUntil: '2030-01-01', idempotencyKey: 'key-2' });
    expect(Buffer.from(found?.sealSignature ?? [])).to.deep.equal(Buffer.from([1, 2, 3]));
    expect(found?.batch).to.deep.equal({ digest: 'b1', signed: '{}', certificates: '[]' });
    expect(await outbox().waiting(10, NOW + 1)).to.deep.equal([{ digest: 'b1', kind: 'licence-batch', input: '{}' }]);
    expect(await licences().find('id-3')).to.equal(undefined);
  });

  for (const [what, changes] of [
    ['identifier', { licenceId: 'id-1' }],
    ['idempotency key', { idempotencyKey: 'key-1' }],
    ['ledger key and version', { ledgerKey: keyOf('1') }],
  ] as const) {
    it(`refuses a second licence with the same ${what}, and keeps nothing of its batch`, async () => {
      await licences().addBatch(sampleBatch('b1', [sampleLicence('1')]));
      const second = sampleBatch('b2', [sampleLicence('2'), sampleLicence('3', changes)]);
      expect(await refusal(licences().addBatch(second))).to.include({ code: 'IDEMPOTENCY_CONFLICT' });
      expect([await count('licence'), await count('licence_batch'), await count('outbox')]).to.deep.equal([1, 1, 1]);
    });
  }

  it('lets one of two through that bring the same licences in opposite order', async () => {
    const many = Array.from({ length: 200 }, (_, at) => sampleLicence(String(at).padStart(3, '0')));
    const answers = await Promise.all([
      refusal(licences().addBatch(sampleBatch('b1', many))),
      refusal(licences().addBatch(sampleBatch('b2', many.toReversed()))),
    ]);
    const refused = answers.filter((answer) => answer !== undefined);
    expect(refused).to.have.length(1);
    expect(refused[0]).to.include({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await count('licence')).to.equal(200);
  });

  it('tells what a key has led to, for its authority only', async () => {
    await licences().addBatch(sampleBatch('b1', [sampleLicence('1')]));
    expect(await licences().knownOrders(AUTHORITY, ['key-1', 'key-2'])).to.deep.equal([
      { idempotencyKey: 'key-1', orderMac: 'mac-1', licenceId: 'id-1', anchored: false },
    ]);
    expect(await licences().knownOrders('11440000YX44N00098', ['key-1'])).to.deep.equal([]);
    expect(await licences().knownOrders(AUTHORITY, [])).to.deep.equal([]);
  });

  it('lets the licences of a refused batch go, and never those that are on the ledger', async () => {
    await licences().addBatch(sampleBatch('b1', [sampleLicence('1')]));
    await licences().addBatch(sampleBatch('b2', [sampleLicence('2')]));
    await createProjectionStore(source).apply(batchBlock(0, 'b2', [{ ledgerKey: keyOf('2') }]), place(0));
    await outbox().refused('b1', 'TYPE_NOT_GRANTED');
    await outbox().refused('b2', 'LICENCE_EXISTS');
    expect(await licences().find('id-1')).to.equal(undefined);
    expect(await licences().find('id-2')).to.include({ state: 'active' });
    expect(await source.query('SELECT digest, status, refusal FROM outbox ORDER BY digest')).to.deep.equal([
      { digest: 'b1', status: 'refused', refusal: 'TYPE_NOT_GRANTED' },
      { digest: 'b2', status: 'committed', refusal: null },
    ]);
    // The same order may come again.
    await licences().addBatch(sampleBatch('b3', [sampleLicence('1')]));
  });

  it('lists the newest first, page by page, without gaps or doubles', async () => {
    for (const at of [0, 1, 2, 3]) {
      const names = [0, 1, 2].map((each) => `${at}${each}`);
      const batch = names.map((name) => sampleLicence(name));
      await licences().addBatch(sampleBatch(`b${at}`, batch, NOW + Math.floor(at / 2) * 1000));
    }
    const all: string[] = [];
    let after: LicenceQuery['after'];
    for (;;) {
      const page = await licences().list({ authority: AUTHORITY, limit: 5, ...(after === undefined ? {} : { after }) });
      all.push(...page.map(({ licenceId }) => licenceId));
      const last = page.at(-1);
      if (last === undefined) break;
      after = last;
    }
    expect(all).to.have.length(12);
    expect(new Set(all).size).to.equal(12);
    expect(all.slice(0, 3)).to.deep.equal(['id-32', 'id-31', 'id-30']);
  });

  it('lists by type, state, stage, seal and number', async () => {
    await licences().addBatch(sampleBatch('b1', [sampleLicence('1'), sampleLicence('2', { seal: 'seal-b' })]));
    await licences().addBatch(sampleBatch('b2', [sampleLicence('3', { type: `${AUTHORITY}002` })]));
    await licences().addBatch(sampleBatch('b3', [sampleLicence('4')]));
    const projection = createProjectionStore(source);
    await projection.apply(
      batchBlock(0, 'b1', [{ ledgerKey: keyOf('1') }, { ledgerKey: keyOf('2'), state: 'revoked' }]),
      place(0),
    );
    await projection.apply(batchBlock(1, 'b2', [{ ledgerKey: keyOf('3') }]), place(1));
    await createAnchoringStore(source).anchor(0, '[]', '2026-11-21T00:00:01.000Z');
    const list = async (query: Partial<LicenceQuery>) =>
      (await licences().list({ authority: AUTHORITY, limit: 10, ...query })).map(({ licenceId }) => licenceId).sort();
    expect(await list({ type: TYPE })).to.deep.equal(['id-1', 'id-2', 'id-4']);
    expect(await list({ state: 'revoked' })).to.deep.equal(['id-2']);
    expect(await list({ seal: 'seal-b' })).to.deep.equal(['id-2']);
    expect(await list({ stage: 'anchored' })).to.deep.equal(['id-1', 'id-2']);
    expect(await list({ stage: 'submitted' })).to.deep.equal(['id-3']);
    expect(await list({ stage: 'signed' })).to.deep.equal(['id-4']);
    expect(await list({ licenceNumber: 'number-3' })).to.deep.equal(['id-3']);
    expect(await list({ authority: '11440000YX44N00098' })).to.deep.equal([]);
    expect(await createAnchoringStore(source).unanchoredBlocks(10)).to.deep.equal([1]);
  });

  it('finds the newest version under a ledger key', async () => {
    await licences().addBatch(sampleBatch('b1', [sampleLicence('1')]));
    await licences().addBatch(sampleBatch('b2', [sampleLicence('2', { ledgerKey: keyOf('1'), licenceVersion: 2 })]));
    expect(await licences().findByKey(keyOf('1'))).to.include({ licenceId: 'id-2' });
    expect(await licences().findByKey(keyOf('none'))).to.equal(undefined);
  });
});

const place = (blockNumber: number) => ({ blockNumber, blockHash: String(blockNumber).padStart(64, '0') });
