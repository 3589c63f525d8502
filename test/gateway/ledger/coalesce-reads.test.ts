import { expect } from 'chai';
import type { LedgerSnapshot } from '../../../gateway/domain/ports/ledger.js';
import { coalesceReads, MAX_READ_KEYS } from '../../../gateway/ledger/coalesce-reads.js';

describe('reads of one turn', () => {
  const setUp = () => {
    const asked: (readonly string[])[] = [];
    const read = coalesceReads(async (keys): Promise<LedgerSnapshot> => {
      asked.push(keys);
      if (keys.includes('bad')) throw new RangeError('bad');
      const entries: LedgerSnapshot['entries'] = new Map();
      for (const key of keys) {
        const record = { kind: 'seal-number', version: 1, digest: '', state: 'taken', by: '' } as const;
        if (key !== 'absent') entries.set(key, { key, record, blockNumber: 1, index: 0 });
      }
      return { height: 5, entries, fallback: { nodes: ['B', 'C'] } };
    });
    return { read, asked };
  };

  it('share one, and each gets what it has asked for', async () => {
    const { read, asked } = setUp();
    const [one, two] = await Promise.all([read(['a', 'b', 'absent']), read(['b', 'c'])]);
    expect(asked).to.deep.equal([['a', 'b', 'absent', 'c']]);
    expect([...one.entries.keys()]).to.deep.equal(['a', 'b']);
    expect([...two.entries.keys()]).to.deep.equal(['b', 'c']);
    expect(two).to.deep.include({ height: 5, fallback: { nodes: ['B', 'C'] } });
    await read(['a']);
    expect(asked).to.have.length(2);
  });

  it('take no more keys than a node answers at once', async () => {
    const { read, asked } = setUp();
    const keys = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}`);
    await Promise.all([read(keys('a', 600)), read(keys('b', 400)), read(keys('c', 1))]);
    expect(asked.map(({ length }) => length)).to.deep.equal([1_000, 1]);
    const refused = await read(keys('a', MAX_READ_KEYS + 1)).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(RangeError);
  });

  it('fail together', async () => {
    const { read } = setUp();
    const answers = await Promise.allSettled([read(['a']), read(['bad'])]);
    expect(answers.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect((await read(['a'])).height).to.equal(5);
  });
});
