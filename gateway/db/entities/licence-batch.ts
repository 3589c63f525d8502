import { EntitySchema } from 'typeorm';

/** What the licences of one ledger transaction share: the signed command, the certificates and the ledger receipt's upper half. */
export interface LicenceBatchRow {
  digest: string;
  /** JSON `{command, signature}`. */
  signed: string;
  /** JSON array: DER of every certificate below the roots, base64url, by ascending fingerprint. */
  certificates: string;
  transactionId: string | null;
  blockNumber: number | null;
  blockIndex: number | null;
  blockProof: string | null;
  /** JSON array: the quorum's block statements. */
  statements: string | null;
  anchoredAt: string | null;
}

export const licenceBatchEntity = new EntitySchema<LicenceBatchRow>({
  name: 'licence_batch',
  columns: {
    digest: { type: 'text', primary: true, primaryKeyConstraintName: 'licence_batch_pkey' },
    signed: { type: 'text' },
    certificates: { type: 'text' },
    transactionId: { type: 'text', name: 'transaction_id', nullable: true },
    blockNumber: { type: 'integer', name: 'block_number', nullable: true },
    blockIndex: { type: 'integer', name: 'block_index', nullable: true },
    blockProof: { type: 'text', name: 'block_proof', nullable: true },
    statements: { type: 'text', nullable: true },
    anchoredAt: { type: 'text', name: 'anchored_at', nullable: true },
  },
  indices: [{ name: 'licence_batch_block', columns: ['blockNumber'] }],
});
