import { EntitySchema } from 'typeorm';

/** The newest result of each scope. */
export interface ReconciliationResultRow {
  scope: string;
  finishedAt: Date;
  /** JSON `yinxin/reconciliation/v1`. */
  content: string;
}
export const reconciliationResultEntity = new EntitySchema<ReconciliationResultRow>({
  name: 'reconciliation_result',
  columns: {
    scope: { type: 'text', primary: true, primaryKeyConstraintName: 'reconciliation_result_pkey' },
    finishedAt: { type: 'timestamptz', name: 'finished_at' },
    content: { type: 'text' },
  },
});

/** What reconciliation has set right: only ever added to, which a trigger sees to. Holds digests, never values. */
export interface RepairRow {
  id: string;
  at: Date;
  actor: string;
  class: string;
  table: string;
  column: string | null;
  key: string;
  detail: string;
  beforeDigest: string;
  afterDigest: string;
}
export const repairEntity = new EntitySchema<RepairRow>({
  name: 'reconciliation_repair',
  columns: {
    id: {
      type: 'bigint',
      primary: true,
      generated: 'increment',
      primaryKeyConstraintName: 'reconciliation_repair_pkey',
    },
    at: { type: 'timestamptz' },
    actor: { type: 'text' },
    class: { type: 'text' },
    table: { type: 'text', name: 'table_name' },
    column: { type: 'text', name: 'column_name', nullable: true },
    key: { type: 'text' },
    detail: { type: 'text' },
    beforeDigest: { type: 'text', name: 'before_digest' },
    afterDigest: { type: 'text', name: 'after_digest' },
  },
});

/** One statement a day; `content` is null between the claim and the signature. */
export interface DailyStatementRow {
  day: string;
  digest: string;
  content: string | null;
  claimedAt: Date;
}
export const dailyStatementEntity = new EntitySchema<DailyStatementRow>({
  name: 'daily_statement',
  columns: {
    day: { type: 'text', primary: true, primaryKeyConstraintName: 'daily_statement_pkey' },
    /** SM3 of the canonical statement. */
    digest: { type: 'text' },
    /** Canonical JSON `{statement, signature}`. */
    content: { type: 'text', nullable: true },
    claimedAt: { type: 'timestamptz', name: 'claimed_at' },
  },
});
