import { type BatchLeaf, batchLeaf } from '../../../chaincode/model/batch-leaf.js';
import { merkleProof } from '../evidence/proof.js';
import { readKept } from './read-kept.js';

/**
 * The leaves of a batch in the order of their proofs; the one under `doubted`, whose proof is not believed, takes the place that is left.
 * Whoever uses the order compares the root.
 */
export function leavesInOrder(rows: readonly { leaf: string; batchProof: string }[], doubted?: string): BatchLeaf[] {
  const slots = new Array<BatchLeaf | undefined>(rows.length).fill(undefined);
  const rest: BatchLeaf[] = [];
  for (const row of rows) {
    const leaf = readKept(batchLeaf, row.leaf);
    if (leaf === undefined) continue;
    const index = leaf.key === doubted ? undefined : readKept(merkleProof, row.batchProof)?.index;
    if (index === undefined || index >= slots.length || slots[index] !== undefined) rest.push(leaf);
    else slots[index] = leaf;
  }
  return slots.flatMap((leaf) => leaf ?? rest.shift() ?? []);
}
