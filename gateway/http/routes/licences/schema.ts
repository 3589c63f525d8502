import { z } from 'zod';
import { LICENCE_STATE_REASONS, LICENCE_STATES, REISSUE_REASONS } from '../../../../chaincode/model/licence-states.js';
import { day, digest, licenceTypeCode, time, uscc, version } from '../../../../chaincode/model/primitives.js';
import { jsonBody, linesBody } from '../../body/body.js';
import { SAMPLE_AUTHORITY, SAMPLE_TYPE } from '../samples.js';
import { byLicenceId, byUscc, decimal, fieldNames, licenceId } from '../shared.js';

const STAGES = ['signed', 'submitted', 'anchored', 'refused'] as const;

/** Only described here: the order's own rules judge it, member by member (docs/formats/order.md). Synthetic example. */
const order = z.looseObject({ idempotencyKey: z.string().min(1).max(64) }).meta({
  examples: [
    {
      idempotencyKey: 'sample-2026-000001',
      licenceType: SAMPLE_TYPE,
      authority: SAMPLE_AUTHORITY,
      licenceNumber: 'SAMPLE-0001',
      holders: [{ name: '样例甲', codeType: '099', code: 'SAMPLE-0001' }],
      issuedOn: '2026-11-21',
      validFrom: '2026-11-21',
      validUntil: '2031-11-20',
      fields: { KZ_scope: '样例经营范围' },
    },
  ],
});

export const issueRequest = { path: byUscc, body: jsonBody(order) };
export const issueBatchRequest = { path: byUscc, body: linesBody(order) };
export const readRequest = { path: byLicenceId };
export const evidenceRequest = { path: byLicenceId, query: z.strictObject({ reveal: z.exactOptional(fieldNames) }) };

export const listRequest = {
  query: z.strictObject({
    authority: z.exactOptional(uscc),
    type: z.exactOptional(licenceTypeCode),
    state: z.exactOptional(z.enum(LICENCE_STATES)),
    stage: z.exactOptional(z.enum(STAGES)),
    seal: z.exactOptional(digest),
    cursor: z.exactOptional(z.string().regex(/^[A-Za-z0-9_.~-]{1,512}$/)),
    limit: decimal(200)
      .refine((limit) => limit > 0)
      .prefault('50'),
  }),
};

/** The request for a change to one state: each has reasons of its own. */
export function changeRequest<S extends keyof typeof LICENCE_STATE_REASONS>(state: S) {
  const reasons: readonly string[] = LICENCE_STATE_REASONS[state];
  const body = z
    .strictObject({ reason: z.enum(reasons), expectedVersion: z.exactOptional(version) })
    .meta({ examples: [{ reason: reasons[0], expectedVersion: 1 }] });
  return { path: byLicenceId, body: jsonBody(body) };
}

export const reissueRequest = {
  path: byLicenceId,
  body: jsonBody(z.strictObject({ reason: z.enum(REISSUE_REASONS), order })),
};

const view = {
  licenceId,
  licenceVersion: z.int(),
  authority: uscc,
  type: licenceTypeCode,
  licenceNumber: z.string(),
  digest,
  ledgerKey: z.string(),
  validFrom: day,
  validUntil: day.optional(),
  stage: z.enum(STAGES),
  state: z.enum(LICENCE_STATES),
  entryVersion: z.int(),
  createdAt: time,
};
export const licenceView = z.object(view);
export const licenceDetail = z.object({
  ...view,
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
  previousLicenceId: z.string().optional(),
});
export const licencePage = z.object({ items: z.array(licenceView), next: z.string().optional() });

export const issued = z.object({ licenceId, stage: z.enum(STAGES), repeated: z.boolean() });

const lineIssue = z.object({ pointer: z.string(), code: z.string(), message: z.string() });
/** A line of the answer to a batch; the last one has no `row` where the batch broke off. */
export const batchLine = z.union([
  z.object({
    row: z.int(),
    idempotencyKey: z.string().optional(),
    licenceId,
    stage: z.enum(STAGES),
    repeated: z.boolean(),
  }),
  z.object({
    row: z.int(),
    idempotencyKey: z.string().optional(),
    code: z.string(),
    licenceId: z.string().optional(),
    issues: z.array(lineIssue).optional(),
  }),
  z.object({ code: z.string(), requestId: z.string() }),
]);

export const historyLines = z.object({
  items: z.array(
    z.object({
      version: z.int(),
      state: z.enum(LICENCE_STATES),
      reason: z.string(),
      digest,
      licenceVersion: z.int(),
      blockNumber: z.int(),
      transactionId: z.string(),
      at: time,
    }),
  ),
});
