import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SignedTrustLists1763690400000 implements MigrationInterface {
  name = 'SignedTrustLists1763690400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE signed_trust_list (
      sequence integer NOT NULL, digest text NOT NULL, signed_at timestamptz NOT NULL,
      CONSTRAINT signed_trust_list_pkey PRIMARY KEY (sequence))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE signed_trust_list');
  }
}
