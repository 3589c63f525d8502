import { encodeHex } from '../../pki/encoding/hex.js';
import type { MerkleProof } from '../../pki/merkle/proof.js';
import { createMerkleTree, merkleRoot } from '../../pki/merkle/tree.js';
import { sm3Hex } from '../../pki/sm3.js';
import { blockEntryLeaf } from '../domain/evidence/leaves.js';

/** One valid transaction as the block's tree takes it. */
export interface BlockEntry {
  transactionId: string;
  purpose: string;
  digest: string;
}

const EMPTY_ROOT = sm3Hex(new Uint8Array());

/** Root of the tree that witnesses sign, over the valid transactions in order; SM3 of nothing where there are none. */
export function blockRootOf(entries: readonly BlockEntry[]): string {
  return entries.length === 0 ? EMPTY_ROOT : encodeHex(merkleRoot(entries.map(entryHash)));
}

/** Proof that the transaction at `index` is in the block. Throws PkiError MERKLE_PROOF_INVALID for an index outside it. */
export function blockProofOf(entries: readonly BlockEntry[], index: number): MerkleProof {
  return createMerkleTree(entries.map(entryHash)).proof(index);
}

function entryHash({ transactionId, purpose, digest }: BlockEntry): Uint8Array {
  return blockEntryLeaf(transactionId, purpose, digest);
}
