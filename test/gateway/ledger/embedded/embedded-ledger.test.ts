import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { applyTransaction } from '../../../../chaincode/transactions/index.js';
import type { CommittedTransaction } from '../../../../gateway/domain/ports/ledger.js';
import { openEmbeddedLedger } from '../../../../gateway/ledger/embedded/embedded-ledger.js';
import { freshDatabase } from '../../../support/postgres.js';
import { describeLedger } from '../ledger-suite.js';
import { NOW, openTestLedger } from '../support/open-ledger.js';
import { createTestNetwork } from '../support/test-network.js';

describeLedger('the embedded ledger', async () => {
  const { url, drop } = await freshDatabase();
  const open = () => openEmbeddedLedger({ url, clock: { now: () => NOW }, apply: applyTransaction, pollInterval: 50 });
  const [first, second] = await Promise.all([open(), open()]);
  return {
    first,
    second,
    now: NOW,
    async close() {
      await Promise.all([first.close(), second.close()]);
      await drop();
    },
  };
});

describe('the embedded ledger', function () {
  this.timeout(60_000);

  it('is founded once by three processes that start at once', async () => {
    const { url, drop } = await freshDatabase();
    const about = { url, clock: { now: () => NOW }, apply: applyTransaction };
    const ledgers = await Promise.all([1, 2, 3].map(() => openEmbeddedLedger(about)));
    expect(new Set(ledgers.map(({ ledgerId }) => ledgerId)).size).to.equal(1);
    await Promise.all(ledgers.map((ledger) => ledger.close()));
    await drop();
  });

  it('loses and repeats nothing when its connections are cut again and again', async () => {
    const { ledger, pool, close } = await openTestLedger();
    const network = await createTestNetwork(ledger.ledgerId, NOW);
    await ledger.submit(network.founding());
    const followed: string[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const { transactions } of ledger.blocks(2, stop.signal)) {
        followed.push(...transactions.map(({ transactionId }) => transactionId));
      }
    })();
    let isDone = false;
    const cutting = (async () => {
      while (!isDone) {
        const others =
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()';
        await pool.query(others).catch(() => undefined);
        await sleep(25);
      }
    })();
    const sent: string[] = [];
    for (let version = 0; version < 60; version += 1) {
      const input = network.heartbeat('44', version);
      const submit = (): Promise<CommittedTransaction> =>
        ledger.submit(input).catch((error: unknown) => {
          // Nothing is known then, and the same command is sent again.
          expect(error).to.have.property('code', 'LEDGER_UNAVAILABLE');
          return submit();
        });
      sent.push((await submit()).transactionId);
    }
    isDone = true;
    await cutting;
    while (followed.length < sent.length) await sleep(10);
    stop.abort();
    await following;
    expect(followed).to.deep.equal(sent);
    await close();
  });

  it('says that it cannot be asked when its database is gone', async () => {
    const { url, drop } = await freshDatabase();
    const ledger = await openEmbeddedLedger({ url, clock: { now: () => NOW }, apply: applyTransaction });
    const network = await createTestNetwork(ledger.ledgerId, NOW);
    await drop();
    const asked = [ledger.read(['network']), ledger.history('network'), ledger.submit(network.founding())];
    for (const answer of await Promise.allSettled<unknown>(asked)) {
      expect(answer.status === 'rejected' && answer.reason).to.have.property('code', 'LEDGER_UNAVAILABLE');
    }
    await ledger.close();
    const late = await ledger.submit(network.founding()).catch((reason: unknown) => reason);
    expect(late).to.have.property('code', 'LEDGER_UNAVAILABLE');
  });

  it('refuses a command that has no canonical form', async () => {
    const { ledger, close } = await openTestLedger();
    const network = await createTestNetwork(ledger.ledgerId, NOW);
    const good = network.heartbeat('44', 0);
    const input = { ...good, command: { ...good.command, reason: '\ud800' } };
    const error = await ledger.submit(input).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'TRANSACTION_MALFORMED');
    await close();
  });

  it('blames itself, not the command, when a transaction function fails', async () => {
    const { url, drop } = await freshDatabase();
    const apply = async () => {
      throw new TypeError('a bug');
    };
    const ledger = await openEmbeddedLedger({ url, clock: { now: () => NOW }, apply });
    const network = await createTestNetwork(ledger.ledgerId, NOW);
    const error = await ledger.submit(network.founding()).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'INTERNAL');
    await ledger.close();
    await drop();
  });
});
