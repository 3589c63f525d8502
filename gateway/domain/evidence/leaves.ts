import type { z } from 'zod';
import { type BatchLeaf, LICENCE_LEAF } from '../../../chaincode/model/batch-leaf.js';
import { BLOCK_ENTRY } from '../../../chaincode/model/block-statement.js';
import type { licenceBatch } from '../../../chaincode/model/command.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { leafHash } from '../../../pki/merkle/hashes.js';
import { signedBytes } from '../../../pki/signer/purposes.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { STATUS_LEAF, type StatusLeaf } from './status.js';

/** Leaf hash of one licence in its batch's tree: 32 bytes. */
export function batchLeafHash(leaf: BatchLeaf): Uint8Array {
  return leafHash(LICENCE_LEAF, canonicalBytes(leaf));
}

/** Leaf hash of one transaction in its block's tree: canonical `[transactionId, purpose, digest]`. */
export function blockEntryLeaf(transactionId: string, purpose: string, digest: string): Uint8Array {
  return leafHash(BLOCK_ENTRY, canonicalBytes([transactionId, purpose, digest]));
}

/** Leaf hash of one entry in a status tree. */
export function statusLeafHash(leaf: StatusLeaf): Uint8Array {
  return leafHash(STATUS_LEAF, canonicalBytes(leaf));
}

/** SM3 of the bytes that the signature of a batch command covers: what the block's entry names. */
export function batchCommandDigest(command: z.infer<typeof licenceBatch>): string {
  return sm3Hex(signedBytes('licence-batch', canonicalBytes(command)));
}
