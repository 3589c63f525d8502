import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { encodeHex } from '../../../pki/encoding/hex.js';
import { purposeBytes } from '../../../pki/encoding/purpose-bytes.js';
import { leafHash } from '../../../pki/merkle/hashes.js';
import { merkleRoot } from '../../../pki/merkle/tree.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { RawTransaction } from './raw-block.js';

export interface BlockHeader {
  number: number;
  previousHash: string;
  /** Root of the tree over the transactions, or what genesis.ts says of block 0. */
  dataHash: string;
  /** Number of transactions. */
  size: number;
}

/** Stands before block 0. */
export const NO_HASH = '0'.repeat(64);

export function headerText(header: BlockHeader): string {
  return canonicalJson({ ...header });
}

/** SM3 of `yinxin/block/v1`, a zero byte and the header's text. */
export function blockHash(header: string): string {
  return sm3Hex(purposeBytes('block', Buffer.from(header)));
}

/** One or more transactions; every column of each is under the root. */
export function dataHashOf(transactions: readonly RawTransaction[]): string {
  return encodeHex(merkleRoot(transactions.map(transactionHash)));
}

function transactionHash({ transactionId, index, at, input, writes }: RawTransaction): Uint8Array {
  const text = canonicalJson([
    transactionId,
    index,
    at,
    sm3Hex(Buffer.from(input)),
    sm3Hex(Buffer.from(writesText(writes))),
  ]);
  return leafHash('transaction', Buffer.from(text));
}

/** Canonical text of `[[key, record], …]`, made of texts that are canonical already. */
function writesText(writes: RawTransaction['writes']): string {
  return `[${writes.map(({ key, record }) => `[${JSON.stringify(key)},${record}]`).join()}]`;
}
