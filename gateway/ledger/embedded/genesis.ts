import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { encodeHex } from '../../../pki/encoding/hex.js';
import { leafHash } from '../../../pki/merkle/hashes.js';
import { blockHash, headerText, NO_HASH } from './block-header.js';

export interface Genesis {
  /** Canonical text of the genesis object. */
  content: string;
  header: string;
  /** Hash of block 0: the ledger's identity. */
  hash: string;
}

/** Block 0. Its 32 random bytes make every ledger another one. The embedded ledger founds evaluation networks only. */
export function createGenesis(nonce: Uint8Array): Genesis {
  const content = canonicalJson({
    format: 'yinxin/embedded-genesis/v1',
    nonce: encodeHex(nonce),
    profile: 'evaluation',
  });
  const header = headerText({ number: 0, previousHash: NO_HASH, dataHash: genesisDataHash(content), size: 0 });
  return { content, header, hash: blockHash(header) };
}

/** What stands for the data hash in block 0, which has no transactions. */
export function genesisDataHash(content: string): string {
  return encodeHex(leafHash('genesis', Buffer.from(content)));
}
