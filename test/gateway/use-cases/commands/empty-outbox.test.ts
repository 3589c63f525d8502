import { expect } from 'chai';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { Ledger } from '../../../../gateway/domain/ports/ledger.js';
import type { OutboxItem } from '../../../../gateway/domain/ports/outbox.js';
import { createEmptyOutbox } from '../../../../gateway/use-cases/commands/empty-outbox.js';
import { createTestNetwork, type TestNetwork } from '../../ledger/support/test-network.js';

const STARTED = 1_700_000_000_000;
const unused = () => Promise.reject(new TypeError('not asked for here'));

function open({ items = [], submit }: { items?: readonly OutboxItem[]; submit?: Ledger['submit'] }) {
  let now = STARTED;
  const asked: number[] = [];
  const committed: string[] = [];
  const refused = new Map<string, string>();
  const empty = createEmptyOutbox({
    clock: { now: () => now },
    outbox: {
      waiting: async (_limit, createdBefore) => {
        asked.push(createdBefore);
        return [...items];
      },
      countWaiting: unused,
      add: unused,
      committed: async (digest) => void committed.push(digest),
      refused: async (digest, code) => void refused.set(digest, code),
    },
    ledger: {
      ledgerId: '',
      submit: submit ?? unused,
      read: unused,
      history: unused,
      blocks: () => {
        throw new TypeError('not asked for here');
      },
    },
  });
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { empty, pass, asked, committed, refused };
}

describe('emptying the outbox', () => {
  let network: TestNetwork;
  const committedAs = (digest: string) => ({ transactionId: '', blockNumber: 1, index: 0, digest });
  const itemOf = (version: number): OutboxItem => {
    const input = JSON.stringify(network.heartbeat('44', version));
    return { digest: String(version), kind: 'heartbeat', input };
  };
  const items = (count: number) => Array.from({ length: count }, (_, version) => itemOf(version));

  before(async () => {
    network = await createTestNetwork('0'.repeat(64), STARTED);
  });

  it('takes at once what the process before has left', async () => {
    const { empty, pass, asked } = open({});
    await empty();
    pass(3_000);
    await empty();
    expect(asked).to.deep.equal([STARTED, STARTED]);
  });

  it('leaves what is younger than five seconds to the request that made it', async () => {
    const { empty, pass, asked } = open({});
    pass(60_000);
    await empty();
    expect(asked).to.deep.equal([STARTED + 55_000]);
  });

  it('sends several at a time, and each once', async () => {
    let running = 0;
    let most = 0;
    const sent: number[] = [];
    const { empty, committed } = open({
      items: items(20),
      submit: async ({ command }) => {
        running += 1;
        most = Math.max(most, running);
        sent.push(command.expectedVersion);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return committedAs('');
      },
    });
    await empty();
    expect(sent.toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: 20 }, (_, version) => version));
    expect(committed).to.have.length(20);
    expect(most).to.equal(8);
  });

  it('lets go what the rules refuse and what is no transaction, and sends the rest', async () => {
    const { empty, committed, refused } = open({
      items: [itemOf(0), { digest: 'broken', kind: 'heartbeat', input: '{' }, itemOf(2)],
      submit: async ({ command }) => {
        if (command.expectedVersion > 0) return committedAs('');
        throw new AppError('LEDGER_REFUSED', 'no', { details: { ledgerCode: 'COMMAND_EXPIRED' } });
      },
    });
    await empty();
    expect(committed).to.deep.equal(['2']);
    expect([...refused]).to.have.deep.members([
      ['broken', 'TRANSACTION_MALFORMED'],
      ['0', 'COMMAND_EXPIRED'],
    ]);
  });

  it('stops at an outage, and everything that was not sent stays', async () => {
    let sent = 0;
    const { empty, committed, refused } = open({
      items: items(40),
      submit: async () => {
        sent += 1;
        await new Promise((resolve) => setImmediate(resolve));
        throw new AppError('LEDGER_UNAVAILABLE', 'away');
      },
    });
    const failure = await empty().catch((error: unknown) => error);
    expect(failure).to.include({ code: 'LEDGER_UNAVAILABLE' });
    expect(sent).to.equal(8);
    expect([committed.length, refused.size]).to.deep.equal([0, 0]);
  });
});
