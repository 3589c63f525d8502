import { z } from 'zod';
import { count, digest, domainCode, signature, time, version } from '../../../chaincode/model/primitives.js';
import { merkleProof } from './proof.js';

/** The entries that a verdict on a licence rests on. */
export const STATUS_KINDS = ['licence', 'certificate', 'seal', 'right'] as const;

/** What the ledger says of one entry. Leaf purpose `status-leaf`. */
export const statusLeaf = z.strictObject({
  key: z.string().min(1).max(256),
  kind: z.enum(STATUS_KINDS),
  /** Version of the ledger entry. */
  version,
  digest,
  state: z.string().regex(/^[a-z]{1,20}$/),
  /** Anchoring time of the block that made this state. */
  since: time,
  sinceBlock: count,
  /** Position of the transaction in that block: facts of the ledger are ordered by (block, transaction). */
  sinceIndex: count,
  distrustFrom: z.exactOptional(time),
});
export type StatusLeaf = z.infer<typeof statusLeaf>;
export const STATUS_LEAF = 'status-leaf';

/** Signed by a domain's witness (purpose `status-head`) from what it reads from its own node at that moment. */
export const statusHeadBody = z.strictObject({
  network: digest,
  ledger: digest,
  domain: domainCode,
  blockNumber: count,
  root: digest,
  size: z.int().min(1).max(100000),
  seenAt: time,
});
export type StatusHeadBody = z.infer<typeof statusHeadBody>;

/** One witness's word on several entries: one signature serves them all. */
export const statusStatement = z.strictObject({
  head: statusHeadBody,
  signature,
  leaves: z
    .array(z.strictObject({ leaf: statusLeaf, proof: merkleProof }))
    .min(1)
    .max(64),
});
export type StatusStatement = z.infer<typeof statusStatement>;
