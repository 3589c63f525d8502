import { z } from 'zod';
import { count, day, digest, domainCode, signature, time } from '../../../chaincode/model/primitives.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { driftCounts } from './result.js';

/**
 * What a domain says once a day of its own licences on the ledger, after it has held every row and every block against each
 * other. Purpose `daily-statement`, by the governance key.
 */
export const dailyStatementBody = z.strictObject({
  format: z.literal('yinxin/daily-statement/v1'),
  network: digest,
  ledger: digest,
  domain: domainCode,
  /** The day in UTC+8 on which it was made. */
  day,
  /** The newest block that it speaks of. Its hash stands for everything up to there. */
  blockNumber: count,
  blockHash: digest,
  /** The domain's batches on the ledger, and the licences, whatever their versions, by the states that the ledger has. */
  batches: count,
  licences: count,
  states: z.strictObject({ active: count, suspended: count, revoked: count, withdrawn: count, cancelled: count }),
  /** What was found in the domain's own database. */
  drift: driftCounts,
  /** The statement before; absent in the first. */
  previous: z.exactOptional(z.strictObject({ day, digest })),
  issuedAt: time,
});
export type DailyStatementBody = z.infer<typeof dailyStatementBody>;

export const dailyStatement = z.strictObject({ statement: dailyStatementBody, signature });
export type DailyStatement = z.infer<typeof dailyStatement>;

export const DAILY_STATEMENT_PURPOSE = 'daily-statement';

/** SM3 of the canonical statement: what the next one names. */
export function dailyStatementDigest(statement: DailyStatementBody): string {
  return sm3Hex(canonicalBytes(statement));
}
