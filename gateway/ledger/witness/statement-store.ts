import type { BlockStatement } from '../../../chaincode/model/block-statement.js';

/**
 * Where a gateway keeps its own and other witnesses' statements. Nothing here is believed: whoever decides by a statement
 * verifies its signature again.
 */
export interface StatementStore {
  /** Keeps a statement unless this very body is kept already; says whether it was new. A second body is kept beside the first. */
  append(statement: BlockStatement): Promise<boolean>;
  /**
   * Keeps the domain's own statement unless it has one for that height; answers the one that stands there afterwards. What the
   * store holds counts as one only where `isOwn` says so.
   */
  claim(statement: BlockStatement, isOwn: (kept: BlockStatement) => boolean): Promise<BlockStatement>;
  /** All that is kept for these blocks. */
  list(blockNumbers: readonly number[]): Promise<BlockStatement[]>;
  /** A domain's statements from a height on, in order of height. */
  from(domain: string, fromBlock: number, limit: number): Promise<BlockStatement[]>;
  /** A domain's statement for the greatest height. */
  latest(domain: string): Promise<BlockStatement | undefined>;
  /** Statements of which one witness made two or more for one height. */
  conflicts(): Promise<BlockStatement[]>;
}
