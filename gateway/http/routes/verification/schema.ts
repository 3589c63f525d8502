import { z } from 'zod';
import { digest, time } from '../../../../chaincode/model/primitives.js';
import { REASON_CODES } from '../../../domain/verification/reasons.js';
import { CHECK_NAMES } from '../../../domain/verification/report.js';
import { bytesBody, jsonBody } from '../../body/body.js';
import { SAMPLE_LICENCE_ID } from '../samples.js';
import { fieldNames, licenceId } from '../shared.js';

const at = z.exactOptional(time);
const byId = z.strictObject({ licenceId, at });
const byKey = z.strictObject({
  digest,
  key: z.string().regex(/^licence\/[0-9A-Z]{18}\/[0-9A-Z]{21}\/[0-9a-f]{64}$/),
  at,
});

export const verifyRequest = {
  body: jsonBody(
    z.union([byId, byKey]).meta({
      examples: [{ licenceId: SAMPLE_LICENCE_ID }],
    }),
  ),
};

/** The file is taken as bytes, whatever it calls itself: what cannot be read is a verdict. */
export const verifyEvidenceRequest = {
  query: z.strictObject({ at, requiredFields: z.exactOptional(fieldNames) }),
  body: bytesBody(['application/json', 'application/ofd', 'application/octet-stream']),
};

const code = z.enum(REASON_CODES);

export const report = z.object({
  format: z.literal('yinxin/verification-report/v1'),
  verdict: z.enum(['valid', 'invalid', 'indeterminate']),
  scope: z.enum(['evidence', 'ledger']),
  at: z.string(),
  network: z.string().optional(),
  trustSequence: z.int().optional(),
  policy: z.string(),
  licence: z
    .object({
      licenceId: z.string().optional(),
      key: z.string(),
      digest: z.string().optional(),
      version: z.int().optional(),
      domain: z.string().optional(),
      authority: z.string(),
      type: z.string(),
      validFrom: z.string().optional(),
      validUntil: z.string().optional(),
    })
    .optional(),
  anchoredAt: z.string().optional(),
  status: z
    .object({
      source: z.enum(['statements', 'node']),
      seenAt: z.string(),
      ageSeconds: z.number(),
      blockNumber: z.int(),
    })
    .optional(),
  hiddenFields: z.int().optional(),
  checks: z.array(
    z.object({
      name: z.enum(CHECK_NAMES),
      outcome: z.enum(['passed', 'failed', 'error', 'skipped']),
      code: code.optional(),
      evidence: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    }),
  ),
  codes: z.array(code),
  warnings: z.array(code),
});
