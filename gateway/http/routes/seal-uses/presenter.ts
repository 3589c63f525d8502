import type { z } from 'zod';
import type { JournalReport } from '../../../domain/seals/check-journal.js';
import { type UseRecord, useRecord } from '../../../domain/seals/use-record.js';
import type { journalReport, useList } from './schema.js';

/** A record leaves as it stands in the chain, for whoever computes its digest again: its own schema is what it may hold. */
export function presentUses(page: {
  items: (UseRecord & { digest: string })[];
  next?: number;
}): z.infer<typeof useList> {
  return {
    items: page.items.map(({ digest, format, number, previous, use }) => ({
      digest,
      record: useRecord.parse({ format, number, previous, use }),
    })),
    next: page.next,
  };
}

export function presentReport({ outcome, records, anchored, findings }: JournalReport): z.infer<typeof journalReport> {
  return { outcome, records, anchored, findings: findings.map(({ code, number }) => ({ code, number })) };
}
