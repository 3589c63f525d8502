import { z } from 'zod';
import { LICENCE_STATES } from '../../../../chaincode/model/licence-states.js';
import { digest, licenceTypeCode, time, uscc } from '../../../../chaincode/model/primitives.js';
import { decimal, licenceId } from '../shared.js';

const MAX_PAGE = 1_000;
const page = {
  authority: z.exactOptional(uscc),
  /** When they were sealed: from `from` on, before `until`. */
  from: z.exactOptional(time),
  until: z.exactOptional(time),
  cursor: z.exactOptional(z.string().max(512)),
  limit: decimal(MAX_PAGE)
    .refine((limit) => limit > 0)
    .prefault('100'),
};

export const bySeal = { path: z.strictObject({ digest }), query: z.strictObject(page) };
export const byCertificate = { path: z.strictObject({ fingerprint: digest }), query: z.strictObject(page) };

export const impactPage = z.object({
  total: z.int(),
  states: z.record(z.string(), z.int()),
  seals: z.int(),
  certificates: z.int(),
  items: z.array(
    z.object({
      licenceId,
      authority: uscc,
      type: licenceTypeCode,
      licenceVersion: z.int(),
      /** Absent as long as the ledger has told none. */
      state: z.enum(LICENCE_STATES).optional(),
      seal: digest,
      createdAt: time,
    }),
  ),
  next: z.string().optional(),
});
