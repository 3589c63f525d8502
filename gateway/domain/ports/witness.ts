import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { Conviction } from '../../../chaincode/model/trust-list.js';
import type { StatusLeaf, StatusStatement } from '../evidence/status.js';

/** What this gateway's own node says of some entries, at one height. */
export interface LedgerFacts {
  height: number;
  /** When it was read, RFC 3339. */
  seenAt: string;
  entries: StatusLeaf[];
  /** Names of two other members' nodes that said so, where the own node did not answer. */
  otherNodes?: readonly string[];
}

/** This domain's witness, and what it has collected from the others'. */
export interface Witness {
  /** Throws LEDGER_UNAVAILABLE, or STATUS_UNAVAILABLE where a block that made an entry is not anchored yet. */
  facts(keys: readonly string[]): Promise<LedgerFacts>;
  /** Signed from the node at that moment. Throws WITNESS_STALE while the node's newest block is too old. */
  statusStatement(keys: readonly string[]): Promise<StatusStatement>;
  /** Exactly a quorum, the earliest; undefined while the block is not anchored. */
  receiptStatements(blockNumber: number): Promise<BlockStatement[] | undefined>;
  /** This domain's own statements, by height. */
  ownStatements(fromBlock: number, limit: number): Promise<BlockStatement[]>;
  convictions(): Promise<Conviction[]>;
}

/** The other domains' gateways, by the addresses that the trust list names. */
export interface Peers {
  /** Fresh status statements of those that answer in time. */
  statusStatements(keys: readonly string[]): Promise<StatusStatement[]>;
}
