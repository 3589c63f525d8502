import { EntitySchema } from 'typeorm';

/** A transaction that was handed to Fabric's orderers and has no outcome yet. Its bytes are signed: whoever changes them spoils them. */
export interface LedgerSubmissionRow {
  /** SM3 of the command's signed bytes. */
  digest: string;
  transactionId: string;
  envelope: Buffer;
}

export const ledgerSubmissionEntity = new EntitySchema<LedgerSubmissionRow>({
  name: 'ledger_submission',
  columns: {
    digest: { type: 'text', primary: true, primaryKeyConstraintName: 'ledger_submission_pkey' },
    transactionId: { type: 'text', name: 'transaction_id' },
    envelope: { type: 'bytea' },
  },
});
