import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '../../../gateway/db/data-source.js';
import { createSubmissionJournal } from '../../../gateway/db/repositories/submission-journal.js';
import { freshDatabase } from '../../support/postgres.js';

describe('the journal of submissions', () => {
  const first = { transactionId: 'a'.repeat(64), envelope: Uint8Array.of(0, 1, 255) };
  let source: DataSource;
  let drop: () => Promise<void>;
  before(async function () {
    this.timeout(60_000);
    const database = await freshDatabase();
    drop = database.drop;
    source = await createDataSource(database.url).initialize();
    await migrate(source);
  });
  after(async () => {
    await source.destroy();
    await drop();
  });

  it('gives back the bytes that it was given, and nothing of another command', async () => {
    const journal = createSubmissionJournal(source);
    expect(await journal.keep('digest', first)).to.deep.equal(first);
    const found = await journal.find('digest');
    expect(found?.transactionId).to.equal(first.transactionId);
    expect(Buffer.compare(found?.envelope ?? new Uint8Array(), first.envelope)).to.equal(0);
    expect(await journal.find('other')).to.equal(undefined);
  });

  it('holds one transaction a command, the one that was kept first', async () => {
    const journal = createSubmissionJournal(source);
    const second = { transactionId: 'b'.repeat(64), envelope: Uint8Array.of(7) };
    expect((await journal.keep('digest', second)).transactionId).to.equal(first.transactionId);
    expect((await journal.find('digest'))?.transactionId).to.equal(first.transactionId);
  });

  it('forgets the transaction that has an outcome, and no other', async () => {
    const journal = createSubmissionJournal(source);
    await journal.drop('digest', 'b'.repeat(64));
    expect((await journal.find('digest'))?.transactionId).to.equal(first.transactionId);
    await journal.drop('digest', first.transactionId);
    expect(await journal.find('digest')).to.equal(undefined);
  });
});
