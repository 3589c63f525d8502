import type { BlockStatementBody } from '../../../../chaincode/model/block-statement.js';
import type { Case } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';

/** The batch's command is in the block that the witnesses name. Root and size come from what they signed. */
export function checkBlock({ evidence, batchResults }: Case, block: BlockStatementBody | undefined): Finding {
  if (block === undefined) return skipped('ANCHORING_UNKNOWN');
  const facts = { blockNumber: block.blockNumber, index: evidence.receipt.blockProof.index };
  const holds = batchResults.isInBlock(block.blockRoot, block.blockSize);
  return holds ? passed(facts) : failed('BLOCK_PROOF_INVALID', facts);
}
