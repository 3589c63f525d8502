import { expect } from 'chai';
import { createBlockBell } from '../../../../../gateway/ledger/fabric/client/block-bell.js';

describe('the bell of blocks', () => {
  const never = new AbortController().signal;
  /** Whether it resolves before the next turn of the event loop. */
  const isOver = async (work: Promise<void>) =>
    Promise.race([work.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);

  it('wakes whoever waits, and who has missed a ring does not wait', async () => {
    const bell = createBlockBell();
    const waiting = [bell.next(bell.rings(), 60_000, never), bell.next(bell.rings(), 60_000, never)];
    expect(await isOver(Promise.any(waiting))).to.equal(false);
    bell.ring();
    await Promise.all(waiting);
    expect(await isOver(bell.next(0, 60_000, never))).to.equal(true);
    expect(bell.rings()).to.equal(1);
  });

  it('lets go after the time, and when the signal aborts', async () => {
    const bell = createBlockBell();
    await bell.next(0, 1, never);
    const stop = new AbortController();
    const waiting = bell.next(0, 60_000, stop.signal);
    stop.abort();
    await waiting;
    await bell.next(0, 60_000, stop.signal);
  });

  it('says whether anybody rings it', () => {
    const bell = createBlockBell();
    expect(bell.isOn()).to.equal(false);
    bell.turn(true);
    expect(bell.isOn()).to.equal(true);
  });
});
