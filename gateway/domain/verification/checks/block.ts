import type { BlockStatementBody } from '../../../../chaincode/model/block-statement.js';
import { verifyProof } from '../../../../pki/merkle/proof.js';
import { batchCommandDigest, blockEntryLeaf } from '../../evidence/leaves.js';
import type { Case } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';

/** The batch's command is in the block that the witnesses name. Root and size come from what they signed. */
export function checkBlock({ evidence }: Case, block: BlockStatementBody | undefined): Finding {
  const { transactionId, batch, blockProof } = evidence.receipt;
  if (block === undefined) return skipped('ANCHORING_UNKNOWN');
  const entry = blockEntryLeaf(transactionId, 'licence-batch', batchCommandDigest(batch.command));
  const facts = { blockNumber: block.blockNumber, index: blockProof.index };
  const holds = verifyProof(entry, blockProof, block.blockRoot, block.blockSize);
  return holds ? passed(facts) : failed('BLOCK_PROOF_INVALID', facts);
}
