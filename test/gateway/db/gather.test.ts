import { expect } from 'chai';
import { gather } from '../../../gateway/db/repositories/gather.js';

describe('gathered look-ups', () => {
  it('ask once for what is asked for in one turn, and for nothing twice', async () => {
    const loads: (readonly string[])[] = [];
    const find = gather(async (keys) => {
      loads.push(keys);
      return new Map(keys.filter((key) => key !== 'c').map((key) => [key, key.toUpperCase()]));
    });
    const found = await Promise.all(['a', 'b', 'a', 'c'].map((key) => find(key)));
    expect(found).to.deep.equal(['A', 'B', 'A', undefined]);
    expect(loads).to.deep.equal([['a', 'b', 'c']]);
  });

  it('remember nothing', async () => {
    let version = 0;
    const find = gather(async (keys) => {
      version += 1;
      return new Map(keys.map((key) => [key, version]));
    });
    expect([await find('a'), await find('a')]).to.deep.equal([1, 2]);
  });

  it('fail those who wait, and nobody after them', async () => {
    let broken = true;
    const find = gather(async (keys) => {
      if (broken) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    const [first, second] = await Promise.allSettled([find('a'), find('b')]);
    expect([first?.status, second?.status]).to.deep.equal(['rejected', 'rejected']);
    broken = false;
    expect(await find('a')).to.equal('a');
  });

  it('wait for one of two that are under way', async () => {
    const loads: { keys: readonly string[]; answer: () => void }[] = [];
    const find = gather<string>(
      (keys) =>
        new Promise((resolve) => {
          loads.push({ keys, answer: () => resolve(new Map(keys.map((key) => [key, key]))) });
        }),
    );
    const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
    const asked = [];
    for (const key of ['a', 'b', 'c', 'd']) {
      asked.push(find(key));
      await turn();
    }
    expect(loads.map(({ keys }) => keys)).to.deep.equal([['a'], ['b']]);
    loads[1]?.answer();
    await asked[1];
    await turn();
    expect(loads.map(({ keys }) => keys)).to.deep.equal([['a'], ['b'], ['c', 'd']]);
    for (const { answer } of loads) answer();
    expect(await Promise.all(asked)).to.deep.equal(['a', 'b', 'c', 'd']);
  });
});
