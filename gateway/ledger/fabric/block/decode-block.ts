import protos from 'fabric-protos';
import type { FabricBlockHeader } from './block-hash.js';
import { corruptBlock } from './problem.js';

/** A block as the node delivered it: its header, its envelopes as they came, and what the node says of each. */
export interface FabricBlock {
  header: FabricBlockHeader;
  envelopes: readonly Uint8Array[];
  /** Validation codes of Fabric, one an envelope; 0 is valid. They are the node's own word, no hash covers them. */
  flags: Uint8Array;
  /** Number of the newest block with a configuration, this one or one before; the orderers' word. */
  lastConfiguration: number;
}

/** Throws LEDGER_CORRUPT, BLOCK_FORM, for bytes that are no block; `number` is the one that was asked for, where one was. */
export function decodeBlock(number: number | undefined, bytes: Uint8Array): FabricBlock {
  try {
    const { header, data, metadata } = protos.common.Block.decode(bytes);
    if (!header || !data?.data || !metadata?.metadata) throw new TypeError('a block has header, data and metadata');
    return {
      header: {
        number: Number(String(header.number ?? 0)),
        previousHash: header.previous_hash ?? new Uint8Array(),
        dataHash: header.data_hash ?? new Uint8Array(),
      },
      envelopes: data.data,
      flags: metadata.metadata[protos.common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? new Uint8Array(),
      lastConfiguration: lastConfigurationOf(metadata.metadata[protos.common.BlockMetadataIndex.SIGNATURES]),
    };
  } catch (cause) {
    throw corruptBlock(number, 'BLOCK_FORM', cause);
  }
}

function lastConfigurationOf(metadata: Uint8Array | undefined): number {
  const { value } = protos.common.Metadata.decode(metadata ?? new Uint8Array());
  const { last_config } = protos.common.OrdererBlockMetadata.decode(value ?? new Uint8Array());
  return Number(String(last_config?.index ?? 0));
}
