import type { DomainRecord } from '../../../chaincode/model/records.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import type { VerifiedBlock } from '../../domain/ports/ledger.js';
import type { Finding } from './finding.js';
import type { Replay } from './replay.js';

export interface ReplayedBlock {
  /** Recomputed from the header. */
  blockHash: string;
  /** Only of a block without a finding of its own. */
  whole: Pick<VerifiedBlock, 'blockHash' | 'blockRoot' | 'blockSize'> | undefined;
}

export interface CheckedChain {
  findings: Finding[];
  blocks: Map<number, ReplayedBlock>;
  replay: Replay;
  ledgerId: string;
  /** Every witness key that a domain has had, 65 bytes. */
  witnessKeys: Map<string, Uint8Array[]>;
}

export function rememberWitnessKey(
  witnessKeys: CheckedChain['witnessKeys'],
  { signed: { entry } }: DomainRecord,
): void {
  const keys = witnessKeys.get(entry.domain) ?? [];
  witnessKeys.set(entry.domain, [...keys, decodeBase64url(entry.witnessKey, 65)]);
}

/** A whole ledger of inputs is too much to hold for three values a block. */
export function forgetInputs(block: VerifiedBlock): ReplayedBlock['whole'] {
  const { blockRoot, blockSize, blockHash: hash } = block;
  return { blockHash: hash, blockRoot, blockSize };
}
