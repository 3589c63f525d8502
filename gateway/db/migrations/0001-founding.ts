import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE licence (
    licence_id text NOT NULL, ledger_key text NOT NULL, authority text NOT NULL, type text NOT NULL,
    licence_version integer NOT NULL, idempotency_key text NOT NULL, order_mac text NOT NULL,
    licence_number text NOT NULL, valid_from text NOT NULL, valid_until text, digest text NOT NULL,
    document text NOT NULL, fields text NOT NULL, attestation text NOT NULL, seal_signature bytea NOT NULL,
    seal text NOT NULL, leaf text NOT NULL, batch_proof text NOT NULL, batch_digest text NOT NULL,
    state text, entry_version integer, created_at timestamptz NOT NULL,
    CONSTRAINT licence_pkey PRIMARY KEY (licence_id))`,
  'CREATE UNIQUE INDEX licence_order ON licence (authority, idempotency_key)',
  'CREATE UNIQUE INDEX licence_key ON licence (ledger_key, licence_version)',
  'CREATE INDEX licence_batch_digest ON licence (batch_digest)',
  'CREATE INDEX licence_number ON licence (authority, licence_number)',
  'CREATE INDEX licence_seal ON licence (seal)',
  'CREATE INDEX licence_list ON licence (authority, type, created_at, licence_id)',
  `CREATE TABLE licence_batch (
    digest text NOT NULL, signed text NOT NULL, certificates text NOT NULL, transaction_id text,
    block_number integer, block_index integer, block_proof text, statements text, anchored_at text,
    CONSTRAINT licence_batch_pkey PRIMARY KEY (digest))`,
  'CREATE INDEX licence_batch_block ON licence_batch (block_number)',
  `CREATE TABLE outbox (
    digest text NOT NULL, kind text NOT NULL, input text NOT NULL, status text NOT NULL, refusal text,
    created_at timestamptz NOT NULL, CONSTRAINT outbox_pkey PRIMARY KEY (digest))`,
  'CREATE INDEX outbox_waiting ON outbox (status, created_at)',
  `CREATE TABLE projected_entry (
    key text NOT NULL, kind text NOT NULL, record text NOT NULL, block_number integer NOT NULL,
    block_index integer NOT NULL, CONSTRAINT projected_entry_pkey PRIMARY KEY (key))`,
  'CREATE INDEX projected_entry_kind ON projected_entry (kind, key)',
  `CREATE TABLE projection_checkpoint (
    name text NOT NULL, block_number integer NOT NULL, block_hash text NOT NULL, CONSTRAINT projection_checkpoint_pkey PRIMARY KEY (name))`,
  `CREATE TABLE block_statement (
    domain text NOT NULL, block_number integer NOT NULL, digest text NOT NULL, seen_at text NOT NULL,
    content text NOT NULL, CONSTRAINT block_statement_pkey PRIMARY KEY (domain, block_number, digest))`,
  'CREATE INDEX block_statement_block ON block_statement (block_number)',
  `CREATE TABLE trust_list (
    sequence integer NOT NULL, content text NOT NULL, CONSTRAINT trust_list_pkey PRIMARY KEY (sequence))`,
  `CREATE TABLE certificate_file (
    fingerprint text NOT NULL, role text NOT NULL, authority text, issuer text NOT NULL, key_id text NOT NULL,
    der bytea NOT NULL, CONSTRAINT certificate_file_pkey PRIMARY KEY (fingerprint))`,
  'CREATE INDEX certificate_file_role ON certificate_file (role, authority)',
  `CREATE TABLE seal_file (
    digest text NOT NULL, authority text NOT NULL, der bytea NOT NULL,
    CONSTRAINT seal_file_pkey PRIMARY KEY (digest))`,
  'CREATE INDEX seal_file_authority ON seal_file (authority)',
];

export class Founding1763683200000 implements MigrationInterface {
  name = 'Founding1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES.toReversed()) {
      const table = /^CREATE TABLE (\w+)/.exec(statement)?.[1];
      if (table !== undefined) await runner.query(`DROP TABLE ${table}`);
    }
  }
}
