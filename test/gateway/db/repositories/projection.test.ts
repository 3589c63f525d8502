import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createLicenceStore } from '../../../../gateway/db/repositories/licence-store.js';
import { createProjectionStore } from '../../../../gateway/db/repositories/projection.js';
import { createSubmissionJournal } from '../../../../gateway/db/repositories/submission-journal.js';
import type { VerifiedBlock } from '../../../../gateway/domain/ports/ledger.js';
import { batchBlock, JOURNAL, keyOf, openGatewayDatabase, sampleBatch, sampleLicence } from '../support.js';

describe('the projection', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const blocks: VerifiedBlock[] = [
    batchBlock(0, 'b0', [{ ledgerKey: keyOf('1') }, { ledgerKey: keyOf('2') }]),
    batchBlock(1, 'elsewhere', [{ ledgerKey: keyOf('2'), state: 'revoked', version: 2 }]),
    batchBlock(2, 'b2', [{ ledgerKey: keyOf('1'), licenceVersion: 2, version: 2 }]),
  ];
  before(async function () {
    this.timeout(60_000);
    ({ source, close } = await openGatewayDatabase());
    const licences = createLicenceStore(source, JOURNAL);
    await licences.addBatch(sampleBatch('b0', [sampleLicence('1'), sampleLicence('2')]));
    await licences.addBatch(sampleBatch('b2', [sampleLicence('1b', { ledgerKey: keyOf('1'), licenceVersion: 2 })]));
  });
  after(() => close());

  const apply = (block: VerifiedBlock) =>
    createProjectionStore(source).apply(block, { blockNumber: block.blockNumber, blockHash: block.blockHash });
  const picture = async () => ({
    entries: await source.query('SELECT * FROM projected_entry ORDER BY key'),
    checkpoint: await createProjectionStore(source).checkpoint(),
    licences: await source.query('SELECT licence_id, state, entry_version FROM licence ORDER BY licence_id'),
    batches: await source.query('SELECT * FROM licence_batch ORDER BY digest'),
    outbox: await source.query('SELECT digest, status FROM outbox ORDER BY digest'),
  });

  it('has no height before the first block', async () => {
    const projection = createProjectionStore(source);
    expect(await projection.height()).to.equal(-1);
    expect(await projection.checkpoint()).to.equal(undefined);
    expect(await projection.listKind('licence')).to.deep.equal([]);
  });

  it('brings states, places and the outbox up to date', async () => {
    for (const block of blocks) await apply(block);
    const { licences, batches, outbox } = await picture();
    expect(licences).to.deep.equal([
      { licence_id: 'id-1', state: 'superseded', entry_version: 2 },
      { licence_id: 'id-1b', state: 'active', entry_version: 2 },
      { licence_id: 'id-2', state: 'revoked', entry_version: 2 },
    ]);
    expect(batches.map((row: { block_number: number }) => row.block_number)).to.deep.equal([0, 2]);
    expect(outbox.map((row: { status: string }) => row.status)).to.deep.equal(['committed', 'committed']);
    const projection = createProjectionStore(source);
    expect(await projection.height()).to.equal(2);
    expect((await projection.listKind('licence')).map(({ key }) => key)).to.deep.equal([keyOf('1'), keyOf('2')]);
  });

  it('forgets what was kept of a transaction that is on the ledger, and of no other', async () => {
    const journal = createSubmissionJournal(source);
    const [digest = ''] = blocks[0]?.transactions.map((each) => each.digest) ?? [];
    const submission = { transactionId: 'a'.repeat(64), envelope: new Uint8Array([1]) };
    for (const each of [digest, 'on-its-way']) await journal.keep(each, submission);
    await createProjectionStore(source).clear();
    for (const block of blocks) await apply(block);
    expect(await journal.find(digest)).to.equal(undefined);
    expect(await journal.find('on-its-way')).to.have.property('transactionId', submission.transactionId);
  });

  it('is changed by no block that it holds, and by no older one', async () => {
    const before = await picture();
    for (const block of blocks) await apply(block);
    expect(await picture()).to.deep.equal(before);
  });

  it('is the same when it is built again from block 0', async () => {
    const before = await picture();
    await createProjectionStore(source).clear();
    expect(await createProjectionStore(source).height()).to.equal(-1);
    for (const block of blocks) await apply(block);
    expect(await picture()).to.deep.equal(before);
  });

  it('is the same when two processes build it at once', async () => {
    const before = await picture();
    await createProjectionStore(source).clear();
    const build = async () => {
      for (const block of blocks) await apply(block);
    };
    await Promise.all([build(), build(), build()]);
    expect(await picture()).to.deep.equal(before);
  });
});
