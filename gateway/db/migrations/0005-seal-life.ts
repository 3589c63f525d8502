import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE seal_application (
    digest text NOT NULL, authority text NOT NULL, content text NOT NULL, picture bytea NOT NULL,
    created_at timestamptz NOT NULL, CONSTRAINT seal_application_pkey PRIMARY KEY (digest))`,
  'CREATE INDEX seal_application_list ON seal_application (authority, created_at)',
  `CREATE TABLE use_record (
    number integer NOT NULL, digest text NOT NULL, content text NOT NULL, authority text NOT NULL, seal text,
    at text NOT NULL, CONSTRAINT use_record_pkey PRIMARY KEY (number))`,
  'CREATE INDEX use_record_seal ON use_record (seal, number)',
  'CREATE INDEX use_record_authority ON use_record (authority, number)',
  `CREATE FUNCTION use_record_only_grows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal of seal uses only grows'; END $$`,
  `CREATE TRIGGER use_record_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON use_record
    FOR EACH STATEMENT EXECUTE FUNCTION use_record_only_grows()`,
  `CREATE TABLE seal_grant (
    digest text NOT NULL, seal text NOT NULL, caller text NOT NULL, content text NOT NULL, mac text NOT NULL,
    quota integer NOT NULL, valid_from timestamptz NOT NULL, valid_until timestamptz NOT NULL,
    used integer NOT NULL, CONSTRAINT seal_grant_pkey PRIMARY KEY (digest))`,
  'CREATE INDEX seal_grant_caller ON seal_grant (seal, caller)',
  // What a lost seal or key has touched, by time.
  'CREATE INDEX licence_touched_seal ON licence (seal, created_at)',
  'ALTER TABLE licence ADD seal_certificate text, ADD attestation_certificate text',
  `UPDATE licence SET seal_certificate = leaf::json ->> 'sealCertificate',
     attestation_certificate = leaf::json ->> 'attestationCertificate'`,
  `ALTER TABLE licence ALTER seal_certificate SET NOT NULL, ALTER attestation_certificate SET NOT NULL`,
  'CREATE INDEX licence_touched_sealing ON licence (seal_certificate, created_at)',
  'CREATE INDEX licence_touched_attesting ON licence (attestation_certificate, created_at)',
];

const DOWN = [
  'ALTER TABLE licence DROP seal_certificate, DROP attestation_certificate',
  'DROP INDEX licence_touched_seal',
  'DROP TABLE seal_grant',
  'DROP TABLE use_record',
  'DROP FUNCTION use_record_only_grows',
  'DROP TABLE seal_application',
];

export class SealLife1764428400000 implements MigrationInterface {
  name = 'SealLife1764428400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
