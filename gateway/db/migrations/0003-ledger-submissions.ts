import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LedgerSubmissions1763697600000 implements MigrationInterface {
  name = 'LedgerSubmissions1763697600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ledger_submission (
      digest text NOT NULL, transaction_id text NOT NULL, envelope bytea NOT NULL,
      CONSTRAINT ledger_submission_pkey PRIMARY KEY (digest))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger_submission');
  }
}
