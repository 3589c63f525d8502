import { encodeHex } from '../encoding/hex.js';
import { PkiError } from '../errors.js';
import { nodeHash } from './hashes.js';
import type { MerkleProof } from './proof.js';

/** The Merkle tree of RFC 9162 §2.1 with SM3 over a fixed list of leaves. */
export interface MerkleTree {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** The inclusion proof of one leaf. Throws MERKLE_PROOF_INVALID for an index outside the tree. */
  proof(index: number): MerkleProof;
}

/** Hashes the tree once; each proof then costs one look per level. Throws MERKLE_PROOF_INVALID for no leaves or leaves of other than 32 bytes. */
export function createMerkleTree(leafHashes: readonly Uint8Array[]): MerkleTree {
  const size = leafHashes.length;
  if (size === 0) throw new PkiError('MERKLE_PROOF_INVALID', 'a tree has at least one leaf');
  if (leafHashes.some((hash) => hash.length !== 32))
    throw new PkiError('MERKLE_PROOF_INVALID', 'a leaf hash is 32 bytes');
  const levels: (readonly Uint8Array[])[] = [leafHashes.slice()];
  let level = levels[0] ?? [];
  while (level.length > 1) {
    level = levelAbove(level);
    levels.push(level);
  }
  const [root] = level;
  if (root === undefined) throw new PkiError('MERKLE_PROOF_INVALID', 'a tree has a root');
  return { size, root, proof: (index) => ({ index, size, path: pathOf(levels, index, size) }) };
}

/** The root alone, 32 bytes. */
export function merkleRoot(leafHashes: readonly Uint8Array[]): Uint8Array {
  return createMerkleTree(leafHashes).root;
}

/** One proof; for several of one list build the tree once. */
export function merkleProof(leafHashes: readonly Uint8Array[], index: number): MerkleProof {
  return createMerkleTree(leafHashes).proof(index);
}

/** Pairs from the left; an odd one at the end rises as it is. That is RFC 9162's split at the largest power of two, from below. */
function levelAbove(level: readonly Uint8Array[]): readonly Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]];
    if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

function pathOf(levels: readonly (readonly Uint8Array[])[], index: number, size: number): readonly string[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new PkiError('MERKLE_PROOF_INVALID', `leaf ${index} of a tree of ${size}`);
  }
  const path: string[] = [];
  let at = index;
  for (const level of levels) {
    const sibling = level[at ^ 1];
    if (sibling !== undefined) path.push(encodeHex(sibling));
    at >>>= 1;
  }
  return path;
}
