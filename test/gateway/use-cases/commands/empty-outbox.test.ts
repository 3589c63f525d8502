import { expect } from 'chai';
import { createEmptyOutbox } from '../../../../gateway/use-cases/commands/empty-outbox.js';

describe('emptying the outbox', () => {
  const started = 1_000_000;

  /** What a gateway that started then asks its outbox for, some milliseconds later. */
  async function askedFor(afterMs: number): Promise<number> {
    let now = started;
    let asked = Number.NaN;
    const empty = createEmptyOutbox({
      clock: { now: () => now },
      outbox: {
        waiting: async (_limit, createdBefore) => {
          asked = createdBefore;
          return [];
        },
        add: async () => undefined,
        committed: async () => undefined,
        refused: async () => undefined,
      },
      ledger: {
        ledgerId: '',
        submit: () => Promise.reject(new TypeError('nothing waits')),
        read: () => Promise.reject(new TypeError('nothing waits')),
        history: () => Promise.reject(new TypeError('nothing waits')),
        blocks: () => {
          throw new TypeError('nothing waits');
        },
      },
    });
    now += afterMs;
    await empty();
    return asked;
  }

  it('takes at once what the process before has left', async () => {
    expect(await askedFor(0)).to.equal(started);
    expect(await askedFor(3_000)).to.equal(started);
  });

  it('leaves what is younger than five seconds to the request that made it', async () => {
    expect(await askedFor(60_000)).to.equal(started + 55_000);
  });
});
