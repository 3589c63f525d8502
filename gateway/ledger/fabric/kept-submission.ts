import type { EndorsedSubmission } from '../../domain/ports/submission-journal.js';
import { readEnvelope } from './block/read-envelope.js';
import { readCall } from './block/read-transaction.js';

/**
 * Whether a kept transaction is one of this very command. The journal lies in a database: what somebody else has put into it
 * must not pass for this command's place on the ledger, nor be waited for under a name that no block will have.
 */
export function isSubmissionOf({ transactionId, envelope }: EndorsedSubmission, text: string): boolean {
  try {
    const { madeId, data } = readEnvelope(new Uint8Array(envelope));
    const { functionName, args } = readCall(data);
    const [argument] = args;
    const isOurs = functionName === 'submit' && args.length === 1 && argument !== undefined;
    return isOurs && madeId === transactionId && Buffer.from(argument).toString() === text;
  } catch {
    return false;
  }
}
