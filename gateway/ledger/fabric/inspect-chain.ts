import { AppError } from '../../domain/errors.js';
import type { VerifiedBlock } from '../../domain/ports/ledger.js';
import { checkBlock, type Flaw } from './block/check-block.js';
import { decodeBlock } from './block/decode-block.js';
import { createMemberWatch } from './block/member-watch.js';
import { corruptBlock, type FabricBlockProblem, problemOf } from './block/problem.js';

/** A block as it stands, whether it holds or not. */
export interface InspectedBlock {
  blockNumber: number;
  /** With the transactions that hold by themselves; whether the rules allow them is not asked. undefined where no block can be read. */
  block?: VerifiedBlock;
  /** What is wrong with the block itself. */
  problems: FabricBlockProblem[];
  /** Transactions of which nothing counts. */
  flaws: Flaw[];
}

/**
 * Reads the chain from block 0 to a height and goes on behind whatever does not hold, for whoever has to say what all of it is.
 * Throws LEDGER_UNAVAILABLE where the node does not give a block.
 */
export async function* inspectChain(
  deps: { chaincode: string; block: (number: number) => Promise<Uint8Array | undefined> },
  height: number,
): AsyncGenerator<InspectedBlock> {
  const members = createMemberWatch();
  let previous: Uint8Array = new Uint8Array();
  for (let blockNumber = 0; blockNumber <= height; blockNumber += 1) {
    const bytes = await deps.block(blockNumber);
    if (bytes === undefined) throw new AppError('LEDGER_UNAVAILABLE', `the own peer has no block ${blockNumber}`);
    const inspected: InspectedBlock = { blockNumber, problems: [], flaws: [] };
    const noted = (work: () => void) => {
      try {
        work();
      } catch (error) {
        inspected.problems.push(problemOf(error));
      }
    };
    noted(() => {
      const expected = { number: blockNumber, chaincode: deps.chaincode, flaws: inspected.flaws };
      const checked = checkBlock(decodeBlock(blockNumber, bytes), expected);
      inspected.block = checked;
      noted(() => {
        if (Buffer.compare(checked.previousFabricHash, previous) !== 0) throw corruptBlock(blockNumber, 'BLOCK_LINK');
      });
      noted(() => members.see(blockNumber, checked.configurations));
      previous = checked.fabricHash;
    });
    yield inspected;
  }
}
