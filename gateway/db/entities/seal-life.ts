import { EntitySchema } from 'typeorm';

/** The contents of an application for a seal; its state is the ledger's. */
export interface SealApplicationRow {
  /** SM3 of `content`: its name on the ledger. */
  digest: string;
  authority: string;
  /** Canonical JSON `yinxin/seal-application/v1`. */
  content: string;
  picture: Buffer;
  createdAt: Date;
}
export const sealApplicationEntity = new EntitySchema<SealApplicationRow>({
  name: 'seal_application',
  columns: {
    digest: { type: 'text', primary: true, primaryKeyConstraintName: 'seal_application_pkey' },
    authority: { type: 'text' },
    content: { type: 'text' },
    picture: { type: 'bytea' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
  indices: [{ name: 'seal_application_list', columns: ['authority', 'createdAt'] }],
});

/** What was done with seals: only ever added to, which a trigger sees to, and the chain for whoever disables that. */
export interface UseRecordRow {
  number: number;
  digest: string;
  /** Canonical JSON `yinxin/use-record/v1`. */
  content: string;
  authority: string;
  seal: string | null;
  at: string;
}
export const useRecordEntity = new EntitySchema<UseRecordRow>({
  name: 'use_record',
  columns: {
    number: { type: 'integer', primary: true, primaryKeyConstraintName: 'use_record_pkey' },
    digest: { type: 'text' },
    content: { type: 'text' },
    authority: { type: 'text' },
    seal: { type: 'text', nullable: true },
    at: { type: 'text' },
  },
  indices: [
    { name: 'use_record_seal', columns: ['seal', 'number'] },
    { name: 'use_record_authority', columns: ['authority', 'number'] },
  ],
});

/** How often, and when, a caller may seal automatically. Counts only with its MAC; `used` is what is taken of it. */
export interface SealGrantRow {
  digest: string;
  seal: string;
  caller: string;
  /** Canonical JSON `yinxin/seal-grant/v1`. */
  content: string;
  mac: string;
  quota: number;
  validFrom: Date;
  validUntil: Date;
  used: number;
}
export const sealGrantEntity = new EntitySchema<SealGrantRow>({
  name: 'seal_grant',
  columns: {
    digest: { type: 'text', primary: true, primaryKeyConstraintName: 'seal_grant_pkey' },
    seal: { type: 'text' },
    caller: { type: 'text' },
    content: { type: 'text' },
    mac: { type: 'text' },
    quota: { type: 'integer' },
    validFrom: { type: 'timestamptz', name: 'valid_from' },
    validUntil: { type: 'timestamptz', name: 'valid_until' },
    used: { type: 'integer' },
  },
  indices: [{ name: 'seal_grant_caller', columns: ['seal', 'caller'] }],
});
