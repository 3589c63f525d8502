import { z } from 'zod';
import { digest, uscc } from '../../../../chaincode/model/primitives.js';
import { JOURNAL_FINDINGS } from '../../../domain/seals/check-journal.js';
import { useRecord } from '../../../domain/seals/use-record.js';
import { decimal } from '../shared.js';

const MAX_PAGE = 1_000;

export const listRequest = {
  query: z.strictObject({
    authority: z.exactOptional(uscc),
    seal: z.exactOptional(digest),
    after: decimal(2 ** 31 - 1).prefault('0'),
    limit: decimal(MAX_PAGE)
      .refine((limit) => limit > 0)
      .prefault('100'),
  }),
};

export const useList = z.object({
  items: z.array(z.object({ digest, record: useRecord })),
  next: z.int().optional(),
});

export const journalReport = z.object({
  outcome: z.enum(['intact', 'changed']),
  records: z.int(),
  anchored: z.int(),
  findings: z.array(z.object({ code: z.enum(JOURNAL_FINDINGS), number: z.int() })),
});
