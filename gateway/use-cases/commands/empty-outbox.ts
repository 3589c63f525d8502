import { transactionInput } from '../../../chaincode/model/transaction.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { Outbox } from '../../domain/ports/outbox.js';
import { asAppError } from './ledger-refusal.js';

const LIMIT = 50;
/** Younger items are still in the hands of the request that made them, unless it ended with the process before this one. */
const PATIENCE_MS = 5_000;

/**
 * Sends again what a crash or an outage has left behind. Everything in the outbox is signed: a row that somebody has changed is
 * refused by the ledger, and what is on the ledger already answers with its first position.
 */
export function createEmptyOutbox({ outbox, ledger, clock }: { outbox: Outbox; ledger: Ledger; clock: Clock }) {
  const startedAt = clock.now();
  return async (): Promise<void> => {
    for (const item of await outbox.waiting(LIMIT, Math.max(startedAt, clock.now() - PATIENCE_MS))) {
      const input = readInput(item.input);
      if (input === undefined) {
        await outbox.refused(item.digest, 'TRANSACTION_MALFORMED');
        continue;
      }
      try {
        await ledger.submit(input);
        await outbox.committed(item.digest);
      } catch (error) {
        const refusal = asAppError(error);
        if (refusal.code !== 'LEDGER_REFUSED' && refusal.code !== 'LEDGER_CONFLICT') throw refusal;
        await outbox.refused(item.digest, String(refusal.details.ledgerCode));
      }
    }
  };
}

function readInput(text: string) {
  try {
    return transactionInput.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
