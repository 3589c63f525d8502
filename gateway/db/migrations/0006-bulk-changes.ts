import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BulkChanges1764432000000 implements MigrationInterface {
  name = 'BulkChanges1764432000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE bulk_change (
      digest text NOT NULL, authority text NOT NULL, content text NOT NULL, mac text NOT NULL, approval text,
      approval_mac text, state text NOT NULL, created_at timestamptz NOT NULL,
      CONSTRAINT bulk_change_pkey PRIMARY KEY (digest))`);
    await runner.query(`CREATE TABLE bulk_item (
      change text NOT NULL, licence_id text NOT NULL, begun_at timestamptz NOT NULL, outcome text,
      CONSTRAINT bulk_item_pkey PRIMARY KEY (change, licence_id))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bulk_item');
    await runner.query('DROP TABLE bulk_change');
  }
}
