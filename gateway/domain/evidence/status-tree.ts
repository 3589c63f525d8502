import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { encodeHex } from '../../../pki/encoding/hex.js';
import { createMerkleTree, type MerkleTree } from '../../../pki/merkle/tree.js';
import { statusLeafHash } from './leaves.js';
import type { MerkleProof } from './proof.js';
import type { StatusHeadBody, StatusLeaf, StatusStatement } from './status.js';

/** Signs `yinxin/status-head/v1`, a zero byte and the bytes: 64 bytes r‖s. */
export type SignStatusHead = (bytes: Uint8Array) => Promise<Uint8Array>;

export interface StatusTree {
  /** In ascending order of their keys. */
  leaves: readonly StatusLeaf[];
  tree: MerkleTree;
}

/** The tree over any number of entries, in ascending order of their keys; a key stands in it once. */
export function statusTree(leaves: readonly StatusLeaf[]): StatusTree {
  const ordered = [...new Map(leaves.map((leaf) => [leaf.key, leaf])).values()].sort(byKey);
  return { leaves: ordered, tree: createMerkleTree(ordered.map(statusLeafHash)) };
}

/**
 * One signature over the tree, and from it a statement for each list of keys. A statement names the leaves of its keys in
 * ascending order; keys that the tree does not have are left out.
 */
export async function signStatusTree(
  { leaves, tree }: StatusTree,
  head: Omit<StatusHeadBody, 'root' | 'size'>,
  sign: SignStatusHead,
): Promise<(keys: readonly string[]) => StatusStatement> {
  const signed: StatusHeadBody = { ...head, root: encodeHex(tree.root), size: tree.size };
  const signature = encodeBase64url(await sign(canonicalBytes(signed)));
  const places = new Map(leaves.map((leaf, index) => [leaf.key, { leaf, index }]));
  return (keys) => ({
    head: signed,
    signature,
    leaves: [...new Set(keys)]
      .flatMap((key) => places.get(key) ?? [])
      .sort((a, b) => a.index - b.index)
      .map(({ leaf, index }) => ({ leaf, proof: proofOf(tree, index) })),
  });
}

function proofOf(tree: MerkleTree, index: number): MerkleProof {
  const { size, path } = tree.proof(index);
  return { index, size, path: [...path] };
}

function byKey(a: StatusLeaf, b: StatusLeaf): number {
  return a.key < b.key ? -1 : 1;
}
