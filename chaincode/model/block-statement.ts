import { z } from 'zod';
import { count, digest, domainCode, signature, time } from './primitives.js';

/** What a domain's witness says of a block that it read from its own node. Purpose `block-statement`. */
export const blockStatementBody = z.strictObject({
  network: digest,
  ledger: digest,
  domain: domainCode,
  blockNumber: count,
  blockHash: digest,
  /** Root of the tree over the block's entries (`block-entry` leaves); SM3 of nothing where there are none. */
  blockRoot: digest,
  /** Number of entries in that tree. */
  blockSize: count,
  seenAt: time,
});
export type BlockStatementBody = z.infer<typeof blockStatementBody>;

export const blockStatement = z.strictObject({ statement: blockStatementBody, signature });
export type BlockStatement = z.infer<typeof blockStatement>;

/** One valid transaction in a block's tree: `[transactionId, purpose, digest]`, digest = SM3 of the signed bytes of its command. */
export const BLOCK_ENTRY = 'block-entry';
