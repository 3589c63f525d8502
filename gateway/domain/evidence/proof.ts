import { z } from 'zod';
import { count, digest } from '../../../chaincode/model/primitives.js';

/** Inclusion proof, RFC 9162 §2.1.3 with SM3: position, size of the tree, siblings from the leaf up. */
export const merkleProof = z.strictObject({
  index: count,
  size: z.int().min(1).max(1_000_000),
  path: z.array(digest).max(20),
});
export type MerkleProof = z.infer<typeof merkleProof>;
