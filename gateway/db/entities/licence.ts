import { EntitySchema } from 'typeorm';

/** A licence version as this gateway made it. Personal data lives in `fields` and `licenceNumber`, and nowhere else. */
export interface LicenceRow {
  licenceId: string;
  ledgerKey: string;
  authority: string;
  type: string;
  licenceVersion: number;
  idempotencyKey: string;
  /** HMAC-SM3 of the canonical order: tells a repeated order from another one under the same key. */
  orderMac: string;
  licenceNumber: string;
  validFrom: string;
  validUntil: string | null;
  digest: string;
  /** Canonical JSON of the sealed document. */
  document: string;
  /** JSON of all fields with their salts. */
  fields: string;
  attestation: string;
  sealSignature: Buffer;
  seal: string;
  /** Canonical JSON of the batch leaf. */
  leaf: string;
  batchProof: string;
  batchDigest: string;
  /** By the projection of the ledger; null until the ledger has it. */
  state: string | null;
  entryVersion: number | null;
  createdAt: Date;
  /** As in `leaf`. */
  sealCertificate: string;
  attestationCertificate: string;
}

export const licenceEntity = new EntitySchema<LicenceRow>({
  name: 'licence',
  columns: {
    licenceId: { type: 'text', primary: true, name: 'licence_id', primaryKeyConstraintName: 'licence_pkey' },
    ledgerKey: { type: 'text', name: 'ledger_key' },
    authority: { type: 'text' },
    type: { type: 'text' },
    licenceVersion: { type: 'integer', name: 'licence_version' },
    idempotencyKey: { type: 'text', name: 'idempotency_key' },
    orderMac: { type: 'text', name: 'order_mac' },
    licenceNumber: { type: 'text', name: 'licence_number' },
    validFrom: { type: 'text', name: 'valid_from' },
    validUntil: { type: 'text', name: 'valid_until', nullable: true },
    digest: { type: 'text' },
    document: { type: 'text' },
    fields: { type: 'text' },
    attestation: { type: 'text' },
    sealSignature: { type: 'bytea', name: 'seal_signature' },
    seal: { type: 'text' },
    leaf: { type: 'text' },
    batchProof: { type: 'text', name: 'batch_proof' },
    batchDigest: { type: 'text', name: 'batch_digest' },
    state: { type: 'text', nullable: true },
    entryVersion: { type: 'integer', name: 'entry_version', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    sealCertificate: { type: 'text', name: 'seal_certificate' },
    attestationCertificate: { type: 'text', name: 'attestation_certificate' },
  },
  indices: [
    { name: 'licence_order', columns: ['authority', 'idempotencyKey'], unique: true },
    { name: 'licence_key', columns: ['ledgerKey', 'licenceVersion'], unique: true },
    { name: 'licence_batch_digest', columns: ['batchDigest'] },
    { name: 'licence_number', columns: ['authority', 'licenceNumber'] },
    { name: 'licence_seal', columns: ['seal'] },
    { name: 'licence_touched_seal', columns: ['seal', 'createdAt'] },
    { name: 'licence_touched_sealing', columns: ['sealCertificate', 'createdAt'] },
    { name: 'licence_touched_attesting', columns: ['attestationCertificate', 'createdAt'] },
    { name: 'licence_list', columns: ['authority', 'type', 'createdAt', 'licenceId'] },
  ],
});
