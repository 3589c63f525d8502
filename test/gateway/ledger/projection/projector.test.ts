import { expect } from 'chai';
import type { VerifiedBlock } from '../../../../gateway/domain/ports/ledger.js';
import {
  type Checkpoint,
  createProjector,
  type ProjectionSink,
} from '../../../../gateway/ledger/projection/projector.js';
import { sampleBlock } from '../support/statements.js';

describe('a projector', () => {
  const setUp = (blocks: VerifiedBlock[]) => {
    const applied: number[] = [];
    let held: Checkpoint | undefined;
    let failures = 0;
    const sink: ProjectionSink = {
      checkpoint: async () => held,
      async apply({ blockNumber }, checkpoint) {
        if (failures-- > 0) throw new Error('the database is away');
        applied.push(blockNumber);
        held = checkpoint;
      },
      async clear() {
        applied.length = 0;
        held = undefined;
      },
    };
    const projector = createProjector({ ledger: { blocks: (from) => deliver(blocks, from) }, sink, retryInterval: 1 });
    const fail = (count: number) => {
      failures = count;
    };
    return { applied, projector, fail, run: () => projector.run(new AbortController().signal) };
  };

  it('hands on every block once, and goes on after its checkpoint', async () => {
    const blocks = [block(0), block(1)];
    const { applied, run } = setUp(blocks);
    await run();
    blocks.push(block(2));
    await run();
    expect(applied).to.deep.equal([0, 1, 2]);
  });

  it('hands the same block on again until the sink has it', async () => {
    const { applied, run, fail } = setUp([block(0), block(1)]);
    fail(3);
    await run();
    expect(applied).to.deep.equal([0, 1]);
  });

  it('begins at block 0 again when it is rebuilt', async () => {
    const { applied, projector, run } = setUp([block(0), block(1)]);
    await run();
    await projector.rebuild();
    await run();
    expect(applied).to.deep.equal([0, 1]);
  });

  it('refuses to go on from a block of another chain', async () => {
    const blocks = [block(0), block(1)];
    const { run } = setUp(blocks);
    await run();
    blocks[1] = block(1, 'c');
    expect(await run().catch((reason: unknown) => reason)).to.have.property('code', 'LEDGER_CORRUPT');
  });
});

function block(blockNumber: number, fill?: string): VerifiedBlock {
  return { ...sampleBlock(blockNumber, fill), transactions: [] };
}

async function* deliver(blocks: readonly VerifiedBlock[], from: number): AsyncGenerator<VerifiedBlock> {
  yield* blocks.filter(({ blockNumber }) => blockNumber >= from);
}
