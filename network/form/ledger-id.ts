import { readFileSync } from 'node:fs';
import protos from 'fabric-protos';
import { fabricBlockHash } from '../../gateway/ledger/fabric/block/block-hash.js';
import { NetworkError } from '../network-error.js';

/** What a channel's ledger is called in all that is signed about it: the name of its block 0, which lies in that file. */
export function ledgerIdOf(blockFile: string): string {
  const { header } = protos.common.Block.decode(readFileSync(blockFile));
  if (!header?.data_hash) throw new NetworkError('NETWORK_UNREADABLE', `${blockFile} is no block`);
  return fabricBlockHash({
    number: Number(header.number ?? 0),
    previousHash: header.previous_hash ?? new Uint8Array(),
    dataHash: header.data_hash,
  });
}
