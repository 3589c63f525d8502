import type { DataSource } from 'typeorm';
import type { EndorsedSubmission, SubmissionJournal } from '../../domain/ports/submission-journal.js';

export function createSubmissionJournal(source: DataSource): SubmissionJournal {
  return {
    async keep(digest, { transactionId, envelope }) {
      await source.query(
        `INSERT INTO ledger_submission (digest, transaction_id, envelope) VALUES ($1, $2, $3)
         ON CONFLICT (digest) DO UPDATE SET transaction_id = excluded.transaction_id, envelope = excluded.envelope`,
        [digest, transactionId, Buffer.from(envelope)],
      );
    },

    async find(digest) {
      const rows: EndorsedSubmission[] = await source.query(
        'SELECT transaction_id AS "transactionId", envelope FROM ledger_submission WHERE digest = $1',
        [digest],
      );
      return rows[0];
    },

    async drop(digest) {
      await source.query('DELETE FROM ledger_submission WHERE digest = $1', [digest]);
    },
  };
}
