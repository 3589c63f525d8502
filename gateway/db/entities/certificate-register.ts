import { EntitySchema } from 'typeorm';

/** A certificate that a CA of this domain has signed, by the CA's key and its serial number. */
export interface IssuedCertificateRow {
  issuer: string;
  serialNumber: string;
  fingerprint: string;
  profile: string;
  issuedAt: Date;
  der: Buffer;
}
export const issuedCertificateEntity = new EntitySchema<IssuedCertificateRow>({
  name: 'issued_certificate',
  columns: {
    issuer: { type: 'text', primary: true, primaryKeyConstraintName: 'issued_certificate_pkey' },
    serialNumber: {
      type: 'text',
      name: 'serial_number',
      primary: true,
      primaryKeyConstraintName: 'issued_certificate_pkey',
    },
    fingerprint: { type: 'text' },
    profile: { type: 'text' },
    issuedAt: { type: 'timestamptz', name: 'issued_at' },
    der: { type: 'bytea' },
  },
  indices: [{ name: 'issued_certificate_fingerprint', columns: ['fingerprint'], unique: true }],
});

/** The end of a certificate; `mac` says that it was ordered here. Only grows. */
export interface CertificateRevocationRow {
  issuer: string;
  serialNumber: string;
  revokedAt: Date;
  reason: string;
  invalidAt: Date | null;
  mac: Buffer;
}
export const certificateRevocationEntity = new EntitySchema<CertificateRevocationRow>({
  name: 'certificate_revocation',
  columns: {
    issuer: { type: 'text', primary: true, primaryKeyConstraintName: 'certificate_revocation_pkey' },
    serialNumber: {
      type: 'text',
      name: 'serial_number',
      primary: true,
      primaryKeyConstraintName: 'certificate_revocation_pkey',
    },
    revokedAt: { type: 'timestamptz', name: 'revoked_at' },
    reason: { type: 'text' },
    invalidAt: { type: 'timestamptz', name: 'invalid_at', nullable: true },
    mac: { type: 'bytea' },
  },
});

/** Revocation lists as published. */
export interface RevocationListRow {
  issuer: string;
  number: number;
  scheduled: boolean;
  thisUpdate: Date;
  nextUpdate: Date;
  full: Buffer;
  delta: Buffer | null;
}
export const revocationListEntity = new EntitySchema<RevocationListRow>({
  name: 'revocation_list',
  columns: {
    issuer: { type: 'text', primary: true, primaryKeyConstraintName: 'revocation_list_pkey' },
    number: { type: 'integer', primary: true, primaryKeyConstraintName: 'revocation_list_pkey' },
    scheduled: { type: 'boolean' },
    thisUpdate: { type: 'timestamptz', name: 'this_update' },
    nextUpdate: { type: 'timestamptz', name: 'next_update' },
    full: { type: 'bytea', name: 'full_list' },
    delta: { type: 'bytea', name: 'delta_list', nullable: true },
  },
});
