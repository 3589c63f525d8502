import { expect } from 'chai';
import type { VerifiedBlock } from '../../../../gateway/domain/ports/ledger.js';
import type { Drift } from '../../../../gateway/domain/reconciliation/drift.js';
import { MAX_FINDINGS } from '../../../../gateway/domain/reconciliation/result.js';
import { readBlocks } from '../../../../gateway/use-cases/reconciliation/read-blocks.js';
import { createSink } from '../../../../gateway/use-cases/reconciliation/sink.js';
import { sampleBlock } from '../../ledger/support/statements.js';

const drift = (key: string, fix?: Drift['fix']): Drift => ({
  ...{ class: 'state-differs', table: 'licence', column: 'state', key, detail: 'a sample' },
  ...(fix === undefined ? {} : { fix }),
});
const FIX = { kind: 'set', row: { licence_id: 'x' }, column: 'state', before: 'a', after: 'b' } as const;

describe('what a run finds', () => {
  const setUp = (actor?: string, isDone = true) => {
    const repaired: string[] = [];
    const sink = createSink({
      repairs: {
        repair: async ({ key }, by) => {
          repaired.push(`${key} by ${by.actor} at ${by.at}`);
          return isDone;
        },
      },
      clock: { now: () => 7 },
      pause: async () => undefined,
      ...(actor === undefined ? {} : { actor }),
    });
    return { sink, repaired };
  };

  it('counts only where the second look finds it too', async () => {
    const { sink } = setUp();
    const looks = [
      [drift('passing'), drift('staying')],
      [drift('staying'), drift('new')],
    ];
    await sink.check(async () => looks.shift() ?? []);
    expect(sink.findings().map(({ key }) => key)).to.deep.equal(['staying']);
    expect(sink.counts()['state-differs']).to.equal(1);
    await sink.check(async () => []);
    expect(sink.counts()['state-differs']).to.equal(1);
  });

  it('is repaired only where somebody asks, and says what became of it', async () => {
    for (const [actor, isDone, outcomes] of [
      [undefined, true, ['possible', 'impossible']],
      ['somebody', true, ['done', 'impossible']],
      ['somebody', false, ['changed', 'impossible']],
    ] as const) {
      const { sink, repaired } = setUp(actor, isDone);
      await sink.check(async () => [drift('a', FIX), drift('b')]);
      expect(sink.findings().map(({ repair }) => repair)).to.deep.equal(outcomes);
      expect(repaired).to.deep.equal(actor === undefined ? [] : ['a by somebody at 7']);
      expect(JSON.stringify(sink.findings())).not.to.include('licence_id');
    }
  });

  it('is counted whole and told up to a thousand', async () => {
    const { sink } = setUp();
    await sink.check(async () => Array.from({ length: MAX_FINDINGS + 5 }, (_, at) => drift(String(at))));
    expect(sink.findings()).to.have.length(MAX_FINDINGS);
    expect(sink.counts()['state-differs']).to.equal(MAX_FINDINGS + 5);
  });
});

describe('blocks that are read once', () => {
  const ledger = (last: number) => ({
    async *blocks(from: number, signal: AbortSignal): AsyncGenerator<VerifiedBlock> {
      for (let number = from; number <= last; number += 1) yield { ...sampleBlock(number), transactions: [] };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  });
  const read = async (from: number, to: number, last: number) => {
    const numbers: number[] = [];
    for await (const { blockNumber } of readBlocks(ledger(last), from, to, 20)) numbers.push(blockNumber);
    return numbers;
  };

  it('come from the first to the last', async () => {
    expect(await read(2, 4, 9)).to.deep.equal([2, 3, 4]);
    expect(await read(5, 4, 9)).to.deep.equal([]);
  });

  it('end with LEDGER_UNAVAILABLE where the node falls silent', async () => {
    const silent = await read(2, 4, 3).catch((error: unknown) => error);
    expect(silent).to.include({ code: 'LEDGER_UNAVAILABLE' });
  });
});
