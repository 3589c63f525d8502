import { expect } from 'chai';
import fc from 'fast-check';
import { encodeHex } from '../../../pki/encoding/hex.js';
import { leafHash, nodeHash } from '../../../pki/merkle/hashes.js';
import { type MerkleProof, parseMerkleProof, verifyProof } from '../../../pki/merkle/proof.js';
import { createMerkleTree, merkleProof, merkleRoot } from '../../../pki/merkle/tree.js';
import { sm3 } from '../../../pki/sm3.js';
import { pkiCode } from '../../support/pki-error.js';

const leaves = Array.from({ length: 130 }, (_, index) => leafHash('test-leaf', Buffer.from(`leaf ${index}`)));
const leaf = (index: number): Uint8Array => leaves[index] ?? new Uint8Array();
const INVALID = 'MERKLE_PROOF_INVALID';

/** RFC 9162 §2.1.1 word for word: split at the largest power of two below the size. */
function rootByDefinition(list: readonly Uint8Array[]): Uint8Array {
  const [only] = list;
  if (only !== undefined && list.length === 1) return only;
  let split = 1;
  while (split * 2 < list.length) split *= 2;
  return nodeHash(rootByDefinition(list.slice(0, split)), rootByDefinition(list.slice(split)));
}

/** RFC 9162 §2.1.3.1 word for word. */
function pathByDefinition(list: readonly Uint8Array[], index: number): string[] {
  if (list.length === 1) return [];
  let split = 1;
  while (split * 2 < list.length) split *= 2;
  return index < split
    ? [...pathByDefinition(list.slice(0, split), index), encodeHex(rootByDefinition(list.slice(split)))]
    : [...pathByDefinition(list.slice(split), index - split), encodeHex(rootByDefinition(list.slice(0, split)))];
}

describe('Merkle hashes', () => {
  it('tell leaves from nodes by their first byte and one purpose from another', () => {
    expect(leafHash('batch', Buffer.from('x'))).to.deep.equal(sm3(Buffer.from('\0yinxin/batch/v1\0x')));
    const [a, b] = [sm3(Buffer.from('a')), sm3(Buffer.from('b'))];
    expect(nodeHash(a, b)).to.deep.equal(sm3(Uint8Array.of(1, ...a, ...b)));
    expect(leafHash('batch', Buffer.from('x'))).to.not.deep.equal(leafHash('block', Buffer.from('x')));
  });

  it('refuse a purpose that could run into the bytes', () => {
    expect(pkiCode(() => leafHash('a\0', new Uint8Array()))).to.equal('ENCODING_INVALID');
  });
});

describe('Merkle trees', () => {
  it('have the roots and paths of RFC 9162 at every size from 1 to 130', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const list = leaves.slice(0, size);
      const tree = createMerkleTree(list);
      expect(tree.size).to.equal(size);
      expect(encodeHex(tree.root)).to.equal(encodeHex(rootByDefinition(list)));
      for (const index of new Set([0, size >> 1, size - 1])) {
        expect(tree.proof(index)).to.deep.equal({ index, size, path: pathByDefinition(list, index) });
      }
    }
  });

  it('prove every leaf at every size from 1 to 130, and no other leaf in its place', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const tree = createMerkleTree(leaves.slice(0, size));
      const root = encodeHex(tree.root);
      for (let index = 0; index < size; index += 1) {
        const proof = tree.proof(index);
        expect(verifyProof(leaf(index), proof, root, size)).to.equal(true);
        if (size > 1) expect(verifyProof(leaf((index + 1) % size), proof, root, size)).to.equal(false);
      }
    }
  });

  it('answer the same through the functions for one root and one proof', () => {
    const tree = createMerkleTree(leaves);
    expect(merkleRoot(leaves)).to.deep.equal(tree.root);
    expect(merkleProof(leaves, 77)).to.deep.equal(tree.proof(77));
  });

  it('do not change when the list they were made of does', () => {
    const list = leaves.slice(0, 5);
    const tree = createMerkleTree(list);
    list.pop();
    list.push(sm3());
    expect(verifyProof(leaf(4), tree.proof(4), encodeHex(tree.root), 5)).to.equal(true);
  });

  it('are never empty and take only hashes for leaves', () => {
    expect(pkiCode(() => createMerkleTree([]))).to.equal(INVALID);
    expect(pkiCode(() => merkleRoot([]))).to.equal(INVALID);
    expect(pkiCode(() => merkleRoot([new Uint8Array(31)]))).to.equal(INVALID);
    expect(pkiCode(() => merkleRoot([leaf(0), new Uint8Array(64)]))).to.equal(INVALID);
  });

  it('prove no leaf that they do not have', () => {
    for (const index of [-1, 5, 0.5, Number.NaN, 2 ** 32]) {
      expect(pkiCode(() => merkleProof(leaves.slice(0, 5), index))).to.equal(INVALID);
    }
  });
});

describe('Merkle proofs', () => {
  const tree = createMerkleTree(leaves.slice(0, 11));
  const root = encodeHex(tree.root);
  const good = tree.proof(6);
  const refuses = (proof: MerkleProof, size = 11, wanted = root, of = leaf(6)): void => {
    expect(verifyProof(of, proof, wanted, size)).to.equal(false);
  };

  it('are refused at every other index', () => {
    for (let size = 2; size <= 40; size += 1) {
      const some = createMerkleTree(leaves.slice(0, size));
      for (let index = 0; index < size; index += 1) {
        for (let other = 0; other < size; other += 1) {
          const moved = { ...some.proof(index), index: other };
          expect(verifyProof(leaf(index), moved, encodeHex(some.root), size)).to.equal(other === index);
        }
      }
    }
  });

  it('are refused when the size is not the one that was signed', () => {
    for (let size = 1; size <= 40; size += 1) {
      if (size === 11) continue;
      refuses(good, size);
      refuses({ ...good, size });
    }
  });

  it('are refused with one step more, one less, two exchanged or one repeated', () => {
    const { path } = good;
    const [a = '', b = '', ...rest] = path;
    refuses({ ...good, path: path.slice(1) });
    refuses({ ...good, path: path.slice(0, -1) });
    refuses({ ...good, path: [] });
    refuses({ ...good, path: [...path, a] });
    refuses({ ...good, path: [...path, root] });
    refuses({ ...good, path: [b, a, ...rest] });
    refuses({ ...good, path: [a, a, ...path.slice(1)] });
  });

  it('are refused with any one bit of leaf, path or root changed', () => {
    fc.assert(
      fc.property(fc.nat(good.path.length + 1), fc.nat(255), (part, bit) => {
        const flip = (hex: string): string => {
          const bytes = Buffer.from(hex, 'hex');
          bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          return bytes.toString('hex');
        };
        if (part === good.path.length) refuses(good, 11, flip(root));
        else if (part > good.path.length) refuses(good, 11, root, Buffer.from(flip(encodeHex(leaf(6))), 'hex'));
        else refuses({ ...good, path: good.path.map((step, at) => (at === part ? flip(step) : step)) });
      }),
      { numRuns: 300 },
    );
  });

  it('do not pass a node off as a leaf', () => {
    const inner = nodeHash(leaf(6), leaf(7));
    refuses({ index: 3, size: 6, path: good.path.slice(1) }, 11, root, inner);
    refuses({ index: 3, size: 11, path: good.path.slice(1) }, 11, root, inner);
  });

  it('of a single leaf have no path', () => {
    const alone = encodeHex(leaf(0));
    expect(verifyProof(leaf(0), { index: 0, size: 1, path: [] }, alone, 1)).to.equal(true);
    refuses({ index: 0, size: 1, path: [alone] }, 1, alone, leaf(0));
    refuses({ index: 1, size: 1, path: [] }, 1, alone, leaf(0));
    refuses({ index: 0, size: 0, path: [] }, 0, alone, leaf(0));
  });

  for (const [name, value] of Object.entries<unknown>({
    null: null,
    'a string': 'proof',
    'an array': [],
    'a missing member': { index: 6, size: 11 },
    'a surplus member': { ...good, root },
    'an index at the size': { ...good, index: 11 },
    'an index below zero': { ...good, index: -1 },
    'an index of minus zero': { ...good, index: -0 },
    'an index that is a fraction': { ...good, index: 0.5 },
    'an index that is text': { ...good, index: '6' },
    'a size of 2^31': { ...good, size: 2 ** 31 },
    'a size that is no number': { ...good, size: Number.NaN },
    'a path that is text': { ...good, path: good.path.join('') },
    'a step in capitals': { ...good, path: good.path.map((step) => step.toUpperCase()) },
    'a step too short': { ...good, path: [...good.path.slice(0, -1), 'ab'] },
    'a step that is no text': { ...good, path: [1, 2, 3, 4] },
    'a path of 32 steps': { ...good, path: new Array(32).fill(root) },
  })) {
    it(`are refused when they are ${name}`, () => {
      expect(pkiCode(() => parseMerkleProof(value))).to.equal(INVALID);
      expect(verifyProof(leaf(6), value as MerkleProof, root, 11)).to.equal(false);
    });
  }

  it('come back from outside as they were', () => {
    expect(parseMerkleProof(JSON.parse(JSON.stringify(good)))).to.deep.equal(good);
  });

  it('are refused for a root in capitals and a leaf of another length', () => {
    refuses(good, 11, root.toUpperCase());
    refuses(good, 11, root, leaf(6).subarray(1));
  });
});
