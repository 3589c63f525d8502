import { EntitySchema } from 'typeorm';

/**
 * What waits for the ledger. It was signed by the process that authenticated the order, so whoever changes a row only
 * makes the ledger refuse it.
 */
export interface OutboxRow {
  digest: string;
  kind: string;
  /** Canonical JSON of the transaction's one argument; empty once the ledger has it. */
  input: string;
  status: 'waiting' | 'committed' | 'refused';
  refusal: string | null;
  createdAt: Date;
}

export const outboxEntity = new EntitySchema<OutboxRow>({
  name: 'outbox',
  columns: {
    digest: { type: 'text', primary: true, primaryKeyConstraintName: 'outbox_pkey' },
    kind: { type: 'text' },
    input: { type: 'text' },
    status: { type: 'text' },
    refusal: { type: 'text', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
  indices: [{ name: 'outbox_waiting', columns: ['status', 'createdAt'] }],
});
