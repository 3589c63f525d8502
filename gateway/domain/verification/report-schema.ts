import { z } from 'zod';
import {
  count,
  digest,
  domainCode,
  licenceTypeCode,
  time,
  uscc,
  version,
} from '../../../chaincode/model/primitives.js';
import { REASON_CODES } from './reasons.js';
import { CHECK_NAMES } from './report.js';

const code = z.enum(REASON_CODES);

/** A report as JSON, for those who read one: `VerificationReport` is what is written. */
export const verificationReport = z.strictObject({
  format: z.literal('yinxin/verification-report/v1'),
  verdict: z.enum(['valid', 'invalid', 'indeterminate']),
  scope: z.enum(['evidence', 'ledger']),
  at: time,
  network: z.exactOptional(digest),
  trustSequence: z.exactOptional(count),
  policy: z.string(),
  licence: z.exactOptional(
    z.strictObject({
      licenceId: z.exactOptional(z.string()),
      key: z.string(),
      digest: z.exactOptional(digest),
      version: z.exactOptional(version),
      domain: z.exactOptional(domainCode),
      authority: uscc,
      type: licenceTypeCode,
      validFrom: z.exactOptional(z.string()),
      validUntil: z.exactOptional(z.string()),
    }),
  ),
  anchoredAt: z.exactOptional(time),
  status: z.exactOptional(
    z.strictObject({ source: z.enum(['statements', 'node']), seenAt: time, ageSeconds: count, blockNumber: count }),
  ),
  hiddenFields: z.exactOptional(count),
  checks: z
    .array(
      z.strictObject({
        name: z.enum(CHECK_NAMES),
        outcome: z.enum(['passed', 'failed', 'error', 'skipped']),
        code: z.exactOptional(code),
        evidence: z.exactOptional(z.record(z.string(), z.union([z.string(), z.number()]))),
      }),
    )
    .length(CHECK_NAMES.length),
  codes: z.array(code),
  warnings: z.array(code),
});
