import { readFileSync } from 'node:fs';
import protos from 'fabric-protos';
import { integer, octetString, sequence } from '../../pki/der/writer.js';
import { purposeBytes } from '../../pki/encoding/purpose-bytes.js';
import { sm3Hex } from '../../pki/sm3.js';
import { NetworkError } from '../network-error.js';

/**
 * What a channel's ledger is called in all that is signed about it: lower-case hex SM3 of `yinxin/fabric-block/v1`, a zero byte, and the bytes
 * of block 0's header whose SHA-256 is Fabric's block hash.
 */
export function ledgerIdOf(blockFile: string): string {
  const { header } = protos.common.Block.decode(readFileSync(blockFile));
  if (!header) throw new NetworkError('NETWORK_UNREADABLE', `${blockFile} is no block`);
  const none = new Uint8Array();
  const der = sequence(
    integer(BigInt(String(header.number ?? 0))),
    octetString(header.previous_hash ?? none),
    octetString(header.data_hash ?? none),
  );
  return sm3Hex(purposeBytes('fabric-block', der));
}
