import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE issued_certificate (
    issuer text NOT NULL, serial_number text NOT NULL, fingerprint text NOT NULL, profile text NOT NULL,
    issued_at timestamptz NOT NULL, der bytea NOT NULL,
    CONSTRAINT issued_certificate_pkey PRIMARY KEY (issuer, serial_number))`,
  'CREATE UNIQUE INDEX issued_certificate_fingerprint ON issued_certificate (fingerprint)',
  `CREATE TABLE certificate_revocation (
    issuer text NOT NULL, serial_number text NOT NULL, revoked_at timestamptz NOT NULL, reason text NOT NULL,
    invalid_at timestamptz, mac bytea NOT NULL,
    CONSTRAINT certificate_revocation_pkey PRIMARY KEY (issuer, serial_number))`,
  `CREATE FUNCTION certificate_revocation_only_grows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'revocations are never taken back'; END $$`,
  `CREATE TRIGGER certificate_revocation_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate_revocation
    FOR EACH STATEMENT EXECUTE FUNCTION certificate_revocation_only_grows()`,
  `CREATE TABLE revocation_list (
    issuer text NOT NULL, number integer NOT NULL, scheduled boolean NOT NULL, this_update timestamptz NOT NULL,
    next_update timestamptz NOT NULL, full_list bytea NOT NULL, delta_list bytea,
    CONSTRAINT revocation_list_pkey PRIMARY KEY (issuer, number))`,
];

const DOWN = [
  'DROP TABLE revocation_list',
  'DROP TABLE certificate_revocation',
  'DROP FUNCTION certificate_revocation_only_grows',
  'DROP TABLE issued_certificate',
];

export class CertificateRegister1764432000000 implements MigrationInterface {
  name = 'CertificateRegister1764432000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
