import { EntitySchema } from 'typeorm';

/** A trust list that this gateway holds, with its signatures. The walk is done again whenever it is loaded. */
export interface TrustListRow {
  sequence: number;
  content: string;
}
export const trustListEntity = new EntitySchema<TrustListRow>({
  name: 'trust_list',
  columns: {
    sequence: { type: 'integer', primary: true, primaryKeyConstraintName: 'trust_list_pkey' },
    content: { type: 'text' },
  },
});

/** The list that this domain has signed last for a number. */
export interface SignedTrustListRow {
  sequence: number;
  digest: string;
  signedAt: Date;
}
export const signedTrustListEntity = new EntitySchema<SignedTrustListRow>({
  name: 'signed_trust_list',
  columns: {
    sequence: { type: 'integer', primary: true, primaryKeyConstraintName: 'signed_trust_list_pkey' },
    digest: { type: 'text' },
    signedAt: { type: 'timestamptz', name: 'signed_at' },
  },
});

/** DER of a certificate of this domain, by its SM3 fingerprint. */
export interface CertificateFileRow {
  fingerprint: string;
  role: string;
  authority: string | null;
  issuer: string;
  keyId: string;
  der: Buffer;
}
export const certificateFileEntity = new EntitySchema<CertificateFileRow>({
  name: 'certificate_file',
  columns: {
    fingerprint: { type: 'text', primary: true, primaryKeyConstraintName: 'certificate_file_pkey' },
    role: { type: 'text' },
    authority: { type: 'text', nullable: true },
    /** Fingerprint of the certificate that signed it. */
    issuer: { type: 'text' },
    /** Name of the private key in the key store. */
    keyId: { type: 'text', name: 'key_id' },
    der: { type: 'bytea' },
  },
  indices: [{ name: 'certificate_file_role', columns: ['role', 'authority'] }],
});

/** DER of a seal of this domain, by its SM3. */
export interface SealFileRow {
  digest: string;
  authority: string;
  der: Buffer;
}
export const sealFileEntity = new EntitySchema<SealFileRow>({
  name: 'seal_file',
  columns: {
    digest: { type: 'text', primary: true, primaryKeyConstraintName: 'seal_file_pkey' },
    authority: { type: 'text' },
    der: { type: 'bytea' },
  },
  indices: [{ name: 'seal_file_authority', columns: ['authority'] }],
});
