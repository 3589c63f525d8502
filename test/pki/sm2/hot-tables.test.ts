import { expect } from 'chai';
import { createHotTables, type TableUser } from '../../../pki/sm2/hot-tables.js';

const user = (): TableUser => ({ point: new Uint8Array(65), uses: 0 });

function createCounted(slots: number) {
  const built: number[] = [];
  const tables = createHotTables(slots, (slot) => built.push(slot));
  /** Asks so often; the last answer. */
  const ask = (of: TableUser, times: number): number | undefined => {
    let slot: number | undefined;
    for (let count = 0; count < times; count += 1) slot = tables.slotOf(of);
    return slot;
  };
  return { ask, built };
}

describe('the tables of recurring keys', () => {
  it('are made at the fifth use', () => {
    const { ask, built } = createCounted(4);
    const key = user();
    expect(ask(key, 4)).to.equal(undefined);
    expect(built).to.deep.equal([]);
    expect(ask(key, 1)).to.equal(1);
    expect(ask(key, 10)).to.equal(1);
    expect(built).to.deep.equal([1]);
  });

  it('are made for one key in 64 verifications, however many keys are sent', () => {
    const { ask, built } = createCounted(64);
    const verifications = 6400;
    for (let each = 0; each < verifications / 5; each += 1) ask(user(), 5);
    expect(built.length).to.be.within(90, verifications / 64);
  });

  it('are never made for keys that do not recur', () => {
    const { ask, built } = createCounted(4);
    for (let each = 0; each < 1000; each += 1) ask(user(), 4);
    expect(built).to.deep.equal([]);
  });

  it('go from the key used longest ago to the next one, which must recur itself', () => {
    const { ask, built } = createCounted(2);
    const [first, second, third] = [user(), user(), user()];
    expect(ask(first, 5)).to.equal(1);
    expect(ask(second, 69)).to.equal(2);
    expect(ask(first, 1)).to.equal(1);
    expect(ask(third, 69)).to.equal(2);
    expect(ask(first, 64)).to.equal(1);
    expect(ask(second, 4)).to.equal(undefined);
    expect(built).to.deep.equal([1, 2, 2]);
    expect(ask(second, 1)).to.equal(2);
    expect(ask(third, 4)).to.equal(undefined);
  });

  it('stay with keys in use while strangers come and go', () => {
    const { ask, built } = createCounted(3);
    const ours = user();
    ask(ours, 5);
    for (let each = 0; each < 500; each += 1) {
      ask(user(), 20);
      expect(ask(ours, 1)).to.equal(1);
    }
    expect(built.slice(1)).to.not.include(1);
    expect(built.length).to.be.greaterThan(100);
  });
});
