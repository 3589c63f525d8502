import { z } from 'zod';
import { count, digest, domainCode, time } from '../../../chaincode/model/primitives.js';
import { DRIFT_CLASSES, DRIFT_TABLES } from './drift.js';

/** Findings that a result tells one by one; all are counted. */
export const MAX_FINDINGS = 1_000;

/** What became of a finding: nothing was asked for and it could be, it cannot be, it is done, the row had changed meanwhile. */
export const REPAIR_OUTCOMES = ['possible', 'impossible', 'done', 'changed'] as const;

export const reconciliationFinding = z.strictObject({
  class: z.enum(DRIFT_CLASSES),
  table: z.enum(DRIFT_TABLES),
  column: z.exactOptional(z.string()),
  /** A ledger key, a digest or a place: never a licence's identifier. */
  key: z.string(),
  detail: z.string(),
  repair: z.enum(REPAIR_OUTCOMES),
});
export type ReconciliationFinding = z.infer<typeof reconciliationFinding>;

export const driftCounts = z.strictObject({
  'missing-on-ledger': count,
  'missing-in-database': count,
  'digest-differs': count,
  'state-differs': count,
  late: count,
});
export type DriftCounts = z.infer<typeof driftCounts>;

/** One run: `all` rows and blocks, or a `window` of them. */
export const reconciliationResult = z.strictObject({
  format: z.literal('yinxin/reconciliation/v1'),
  scope: z.enum(['all', 'window']),
  outcome: z.enum(['clean', 'drift']),
  network: digest,
  ledger: digest,
  domain: domainCode,
  startedAt: time,
  finishedAt: time,
  /** The newest block at the start: what came later is not judged. */
  blockNumber: count,
  blockHash: digest,
  checked: z.strictObject({ blocks: count, rows: count }),
  drift: driftCounts,
  /** The first thousand. */
  findings: z.array(reconciliationFinding).max(MAX_FINDINGS),
});
export type ReconciliationResult = z.infer<typeof reconciliationResult>;
