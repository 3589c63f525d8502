import { blockStatement } from '../../../chaincode/model/block-statement.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { KeptStatement } from '../ports/reconciliation-rows.js';
import { type Drift, differing } from './drift.js';
import { judgeStatement, type SeenBlock, type StatementGround } from './judge-statement.js';
import { readKept } from './read-kept.js';

const TABLE = 'block_statement';

/**
 * A kept statement says by its columns what it says by its signature, and its signature that the witness saw the block. `block`
 * is the one that the columns name.
 */
export function checkStatement(row: KeptStatement, block: SeenBlock, ground: StatementGround): Drift[] {
  const finding = { class: 'digest-differs', table: TABLE, key: `${row.domain}@${row.blockNumber}` } as const;
  const each = readKept(blockStatement, row.content);
  if (each === undefined) return [{ ...finding, column: 'content', detail: 'no statement can be read' }];
  const { domain, blockNumber, seenAt } = each.statement;
  const wrong = judgeStatement(each, { ...block, blockNumber }, ground);
  const isMoved = blockNumber !== row.blockNumber;
  // A statement under another height is held against that height when its row is right again.
  if (wrong !== undefined && !isMoved) return [{ ...finding, column: 'content', detail: wrong }];
  const place = { domain: row.domain, block_number: row.blockNumber, digest: row.digest };
  const about = { ...finding, detail: 'not what the statement says', row: place };
  return [
    differing(about, 'seen_at', row.seenAt, seenAt),
    differing(about, 'domain', row.domain, domain),
    differing(about, 'block_number', row.blockNumber, blockNumber),
    differing(about, 'digest', row.digest, sm3Hex(canonicalBytes(each.statement))),
  ].filter((drift) => drift !== undefined);
}
