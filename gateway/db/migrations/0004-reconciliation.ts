import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE reconciliation_result (
    scope text NOT NULL, finished_at timestamptz NOT NULL, content text NOT NULL,
    CONSTRAINT reconciliation_result_pkey PRIMARY KEY (scope))`,
  `CREATE TABLE reconciliation_repair (
    id bigserial NOT NULL, at timestamptz NOT NULL, actor text NOT NULL, class text NOT NULL,
    table_name text NOT NULL, column_name text, key text NOT NULL, detail text NOT NULL, before_digest text NOT NULL,
    after_digest text NOT NULL, CONSTRAINT reconciliation_repair_pkey PRIMARY KEY (id))`,
  `CREATE FUNCTION reconciliation_repair_only_grows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal of repairs only grows'; END $$`,
  `CREATE TRIGGER reconciliation_repair_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_repair
    FOR EACH STATEMENT EXECUTE FUNCTION reconciliation_repair_only_grows()`,
  `CREATE TABLE daily_statement (
    day text NOT NULL, digest text NOT NULL, content text, claimed_at timestamptz NOT NULL,
    CONSTRAINT daily_statement_pkey PRIMARY KEY (day))`,
];

const DOWN = [
  'DROP TABLE daily_statement',
  'DROP TABLE reconciliation_repair',
  'DROP FUNCTION reconciliation_repair_only_grows',
  'DROP TABLE reconciliation_result',
];

export class Reconciliation1764374400000 implements MigrationInterface {
  name = 'Reconciliation1764374400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
