import type { DataSource } from 'typeorm';
import type { EndorsedSubmission, SubmissionJournal } from '../../domain/ports/submission-journal.js';

export function createSubmissionJournal(source: DataSource): SubmissionJournal {
  const find = async (digest: string): Promise<EndorsedSubmission | undefined> => {
    const rows: EndorsedSubmission[] = await source.query(
      'SELECT transaction_id AS "transactionId", envelope FROM ledger_submission WHERE digest = $1',
      [digest],
    );
    return rows[0];
  };
  return {
    find,

    async keep(digest, submission) {
      const { transactionId, envelope } = submission;
      const rows: unknown[] = await source.query(
        `INSERT INTO ledger_submission (digest, transaction_id, envelope) VALUES ($1, $2, $3)
         ON CONFLICT (digest) DO NOTHING RETURNING digest`,
        [digest, transactionId, Buffer.from(envelope)],
      );
      // What another process kept and has dropped by now has an outcome: then this one's finds it.
      return rows.length === 1 ? submission : ((await find(digest)) ?? submission);
    },

    async drop(digest, transactionId) {
      await source.query('DELETE FROM ledger_submission WHERE digest = $1 AND transaction_id = $2', [
        digest,
        transactionId,
      ]);
    },
  };
}
