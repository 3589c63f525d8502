import { parseCanonicalJson } from '../../pki/encoding/canonical-json.js';
import { LedgerError } from '../errors.js';
import { commandDigest } from '../model/command-digest.js';
import { type TransactionInput, transactionInput } from '../model/transaction.js';
import { ensure } from './refuse.js';

/**
 * The argument of a transaction, from canonical JSON text or from the value of one, and its command's digest. Throws
 * TRANSACTION_MALFORMED for anything else, and where leaves or founders stand beside a command that has none.
 */
export function parseInput(input: unknown): { transaction: TransactionInput; digest: string } {
  const transaction = shapeOf(input);
  const { kind } = transaction.command;
  ensure((transaction.leaves !== undefined) === (kind === 'licence-batch'), 'TRANSACTION_MALFORMED', 'leaves');
  ensure(transaction.founders === undefined || kind === 'network-found', 'TRANSACTION_MALFORMED', 'founders');
  return { transaction, digest: orMalformed(() => commandDigest(transaction.command)) };
}

function shapeOf(input: unknown): TransactionInput {
  const result = orMalformed(() => {
    const value: unknown = typeof input === 'string' ? parseCanonicalJson(input) : input;
    return transactionInput.safeParse(value);
  });
  if (result.success) return result.data;
  throw new LedgerError('TRANSACTION_MALFORMED', result.error.issues[0]?.path.join('/'));
}

/** A value that is not JSON may throw whatever it likes when it is read. */
function orMalformed<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new LedgerError('TRANSACTION_MALFORMED', 'not canonical JSON');
  }
}
