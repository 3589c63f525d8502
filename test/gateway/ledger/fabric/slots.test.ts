import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { createSlots } from '../../../../gateway/ledger/fabric/slots.js';
import { appCode } from './support/app-error.js';

describe('the slots of what is under way', () => {
  const setUp = (limit: number, room: number) => {
    const inSlot = createSlots(limit, room);
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const start = (name: number) =>
      inSlot(async () => {
        started.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
        return name;
      });
    return { inSlot, started, ends, start };
  };

  it('run so many at once, and the others in order', async () => {
    const { started, ends, start } = setUp(2, 10);
    const all = [1, 2, 3, 4].map(start);
    await turn();
    expect(started).to.deep.equal([1, 2]);
    ends[1]?.();
    await turn();
    expect(started).to.deep.equal([1, 2, 3]);
    ends[0]?.();
    ends[2]?.();
    await turn();
    ends[3]?.();
    expect(await Promise.all(all)).to.deep.equal([1, 2, 3, 4]);
  });

  it('are given back by work that fails', async () => {
    const { inSlot } = setUp(1, 1);
    const failing = inSlot(() => Promise.reject(new RangeError('work')));
    const next = inSlot(async () => 'next');
    expect(await failing.catch((error: Error) => error.message)).to.equal('work');
    expect(await next).to.equal('next');
  });

  it('let only so many wait', async () => {
    const { start, ends } = setUp(1, 1);
    const running = start(1);
    const waiting = start(2);
    expect(await appCode(() => start(3))).to.equal('LEDGER_UNAVAILABLE');
    ends[0]?.();
    await running;
    await turn();
    ends[1]?.();
    expect(await waiting).to.equal(2);
  });
});
