import { expect } from 'chai';
import { createFastPath } from '../../../pki/sm2/fast-path.js';
import type { Accelerator } from '../../../pki/sm2/load-accelerator.js';

interface Setting {
  fast?: () => boolean | undefined;
  build?: () => void;
  native: boolean;
  sampled?: boolean;
}

/** A path with a hot key, and what became of 10 questions after that. */
function run({ fast = () => true, build = () => undefined, native, sampled = false }: Setting) {
  const calls = { fast: 0, native: 0, digests: 0 };
  const faults: unknown[] = [];
  const accelerator: Accelerator = {
    slots: 2,
    testSlot: 3,
    build,
    verify() {
      calls.fast += 1;
      return fast();
    },
  };
  const path = createFastPath({ accelerator, isSampled: () => sampled, onFault: (cause) => faults.push(cause) });
  const question = {
    user: { point: new Uint8Array(65), uses: 0 },
    signature64: new Uint8Array(64),
    digest: () => {
      calls.digests += 1;
      return new Uint8Array(32);
    },
    native: () => {
      calls.native += 1;
      return native;
    },
  };
  for (let count = 0; count < 4; count += 1) expect(path.verify(question)).to.equal(native);
  expect(calls).to.deep.equal({ fast: 0, native: 4, digests: 0 });
  const answers = Array.from({ length: 10 }, () => path.verify(question));
  return { answers: new Set(answers), faults, fast: calls.fast, native: calls.native - 4 };
}

describe('the fast path of SM2 verification', () => {
  it('spares OpenSSL a yes', () => {
    expect(run({ native: true })).to.deep.equal({ answers: new Set([true]), faults: [], fast: 10, native: 0 });
  });

  it('asks OpenSSL about each no', () => {
    const result = run({ fast: () => false, native: false });
    expect(result).to.deep.equal({ answers: new Set([false]), faults: [], fast: 10, native: 10 });
  });

  it('asks OpenSSL where the accelerator cannot say', () => {
    for (const native of [true, false]) {
      const result = run({ fast: () => undefined, native });
      expect(result).to.deep.equal({ answers: new Set([native]), faults: [], fast: 10, native: 10 });
    }
  });

  it('asks OpenSSL about a yes that is sampled', () => {
    const result = run({ native: true, sampled: true });
    expect(result).to.deep.equal({ answers: new Set([true]), faults: [], fast: 10, native: 10 });
  });

  it('tells of an accelerator that takes what OpenSSL refuses, gives OpenSSL’s answer, and asks it no more', () => {
    const result = run({ fast: () => true, native: false, sampled: true });
    expect(result).to.deep.equal({ answers: new Set([false]), faults: [undefined], fast: 1, native: 10 });
  });

  it('tells of an accelerator that refuses what OpenSSL takes, likewise', () => {
    const result = run({ fast: () => false, native: true });
    expect(result).to.deep.equal({ answers: new Set([true]), faults: [undefined], fast: 1, native: 10 });
  });

  it('tells of an accelerator that throws, likewise', () => {
    const cause = new TypeError('unreachable');
    const throwing = (): never => {
      throw cause;
    };
    const native = true;
    const answers = new Set([true]);
    expect(run({ fast: throwing, native })).to.deep.equal({ answers, faults: [cause], fast: 1, native: 10 });
    expect(run({ build: throwing, native })).to.deep.equal({ answers, faults: [cause], fast: 0, native: 10 });
  });
});
