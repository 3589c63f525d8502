import type { BlockStatement, BlockStatementBody } from '../../../../chaincode/model/block-statement.js';
import { encodeBase64url } from '../../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../../pki/encoding/canonical-json.js';
import type { TestNetwork } from './test-network.js';

export type SeenBlock = Pick<BlockStatementBody, 'blockNumber' | 'blockHash' | 'blockRoot' | 'blockSize'>;

/** A block that nobody has made. */
export function sampleBlock(blockNumber: number, fill = 'a'): SeenBlock {
  return { blockNumber, blockHash: fill.repeat(64), blockRoot: 'b'.repeat(64), blockSize: 1 };
}

/** A statement of one of the network's witnesses, whatever it may say. */
export async function signStatement(
  network: TestNetwork,
  domain: string,
  { blockNumber, blockHash, blockRoot, blockSize }: SeenBlock,
  changes: Partial<BlockStatementBody> = {},
): Promise<BlockStatement> {
  const statement: BlockStatementBody = {
    network: network.network,
    ledger: network.ledger,
    domain,
    blockNumber,
    blockHash,
    blockRoot,
    blockSize,
    seenAt: '2026-06-01T08:00:00.000Z',
    ...changes,
  };
  const signature = await network.witnessSigner(domain).sign('block-statement', canonicalBytes(statement));
  return { statement, signature: encodeBase64url(signature) };
}
