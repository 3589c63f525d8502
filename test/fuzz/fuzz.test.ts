import { expect } from 'chai';
import { PkiError } from '../../pki/errors.js';
import { Coverage } from './coverage.js';
import { fuzz, MOST_GROWTH, type Target } from './fuzz.js';

const SEED = Uint8Array.of(0x30, 3, 2, 1, 5);
const kept: Uint8Array[] = [];
const LIMITS = { inputs: 2_000, milliseconds: 20_000, seed: 7 };

const find = async (read: Target['read']) => {
  const coverage = await Coverage.start((url) => url.includes('/dist/test/fuzz/'));
  const outcome = await fuzz({ name: 'planted', read, codes: ['DER_MALFORMED'], seeds: [SEED] }, LIMITS, coverage, () =>
    globalThis.gc?.(),
  );
  return outcome.find?.kind;
};

describe('fuzz', function () {
  this.timeout(30_000);

  it('finds nothing in a reader that refuses with its own code', async () => {
    const read = () => {
      throw new PkiError('DER_MALFORMED');
    };
    expect(await find(read)).to.equal(undefined);
  });

  it('finds an error that is none of ours', async () => {
    expect(
      await find((bytes) => {
        if (bytes[4] === 0xff) throw new TypeError('planted');
      }),
    ).to.equal('crash');
  });

  it('finds a code that the reader does not promise', async () => {
    expect(
      await find((bytes) => {
        if (bytes.length === 0) throw new PkiError('SEAL_MALFORMED');
      }),
    ).to.equal('crash');
  });

  it('finds an input that takes too long', async () => {
    expect(
      await find((bytes) => {
        if (bytes.length !== 4) return;
        const end = performance.now() + 120;
        while (performance.now() < end);
      }),
    ).to.equal('slow');
  });

  it('finds memory that stays held', async () => {
    expect(await find(() => kept.push(new Uint8Array(MOST_GROWTH / 1_000)))).to.equal('leak');
    kept.length = 0;
  });
});
