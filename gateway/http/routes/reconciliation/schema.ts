import { z } from 'zod';
import { day } from '../../../../chaincode/model/primitives.js';
import { driftCounts, reconciliationFinding } from '../../../domain/reconciliation/result.js';

export const dailyRequest = { path: z.strictObject({ day: z.union([z.literal('latest'), day]) }) };

const result = z.object({
  scope: z.enum(['all', 'window']),
  outcome: z.enum(['clean', 'drift']),
  startedAt: z.string(),
  finishedAt: z.string(),
  blockNumber: z.int(),
  blockHash: z.string(),
  checked: z.object({ blocks: z.int(), rows: z.int() }),
  drift: driftCounts,
  findings: z.array(reconciliationFinding),
});
export const latest = z.object({ all: result.optional(), window: result.optional() });
