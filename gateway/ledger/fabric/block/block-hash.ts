import { integer, octetString, sequence } from '../../../../pki/der/writer.js';
import { purposeBytes } from '../../../../pki/encoding/purpose-bytes.js';
import { sm3Hex } from '../../../../pki/sm3.js';

export interface FabricBlockHeader {
  number: number;
  /** 32 bytes, SHA-256 of the header before; empty in block 0. */
  previousHash: Uint8Array;
  /** SHA-256 of the block's envelopes, one after the other. */
  dataHash: Uint8Array;
}

/** Fabric's own form of a header, the bytes whose SHA-256 the next block names: ASN.1 SEQUENCE of number and both hashes. */
export function headerDer({ number, previousHash, dataHash }: FabricBlockHeader): Uint8Array {
  return sequence(integer(number), octetString(previousHash), octetString(dataHash));
}

/** How our formats name a block of Fabric: SM3 of `yinxin/fabric-block/v1`, a zero byte and the header's ASN.1. */
export function fabricBlockHash(header: FabricBlockHeader): string {
  return sm3Hex(purposeBytes('fabric-block', headerDer(header)));
}
