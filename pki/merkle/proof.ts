import { decodeHex, encodeHex } from '../encoding/hex.js';
import { PkiError } from '../errors.js';
import { nodeHash } from './hashes.js';

/** An inclusion proof of RFC 9162 §2.1.3: the siblings from the leaf upwards, in lower-case hex. */
export interface MerkleProof {
  readonly index: number;
  readonly size: number;
  readonly path: readonly string[];
}

const HASH = /^[0-9a-f]{64}$/;
/** Sizes stay below 2^31, so that the shifts below are exact. */
const MAX_SIZE = 2 ** 31 - 1;
const MAX_PATH = 31;

/** A proof from outside: exactly the members index, size and path. Throws MERKLE_PROOF_INVALID. Says nothing of what it proves. */
export function parseMerkleProof(value: unknown): MerkleProof {
  if (!isProof(value)) throw new PkiError('MERKLE_PROOF_INVALID', 'a proof is { index, size, path }');
  return { index: value.index, size: value.size, path: [...value.path] };
}

/**
 * Whether the leaf stands at `proof.index` of the tree with this root and size, by RFC 9162 §2.1.3.2. Root and size come from
 * what was signed, never from the proof. Never throws.
 */
export function verifyProof(
  leaf: Uint8Array,
  proof: MerkleProof,
  expectedRootHex: string,
  expectedSize: number,
): boolean {
  if (leaf.length !== 32 || !isProof(proof) || proof.size !== expectedSize) return false;
  let [node, last] = [proof.index, proof.size - 1];
  let hash = leaf;
  for (const step of proof.path) {
    if (last === 0) return false;
    const sibling = decodeHex(step);
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      // The last node of a level without a sibling rose to the first level where it has one on its left.
      while (node % 2 === 0 && node !== 0) [node, last] = [node >>> 1, last >>> 1];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [node >>> 1, last >>> 1];
  }
  return last === 0 && encodeHex(hash) === expectedRootHex;
}

function isProof(value: unknown): value is MerkleProof {
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== 'index,path,size')
    return false;
  const { index, size, path } = value as { index: unknown; size: unknown; path: unknown };
  return (
    isCount(size) &&
    isCount(index) &&
    index < size &&
    Array.isArray(path) &&
    path.length <= MAX_PATH &&
    path.every((step) => typeof step === 'string' && HASH.test(step))
  );
}

function isCount(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && !Object.is(value, -0) && value >= 0 && value <= MAX_SIZE
  );
}
