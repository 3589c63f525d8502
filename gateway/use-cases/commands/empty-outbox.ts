import { transactionInput } from '../../../chaincode/model/transaction.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { Outbox, OutboxItem } from '../../domain/ports/outbox.js';
import { asAppError } from './ledger-refusal.js';

const LIMIT = 50;
/** Younger items are still in the hands of the request that made them, unless it ended with the process before this one. */
const PATIENCE_MS = 5_000;

/** None of them rests on another: a command that does is made when the other is on the ledger. */
const AT_ONCE = 8;

/**
 * Sends again what a crash or an outage has left behind. Everything in the outbox is signed: a row that somebody has changed is
 * refused by the ledger, and what is on the ledger already answers with its first position. Rejects with the first outage, after
 * which nothing more is sent.
 */
export function createEmptyOutbox({ outbox, ledger, clock }: { outbox: Outbox; ledger: Ledger; clock: Clock }) {
  const startedAt = clock.now();
  const send = async ({ digest, input: text }: OutboxItem): Promise<void> => {
    const input = readInput(text);
    if (input === undefined) return outbox.refused(digest, 'TRANSACTION_MALFORMED');
    try {
      await ledger.submit(input);
      await outbox.committed(digest);
    } catch (error) {
      const refusal = asAppError(error);
      if (refusal.code !== 'LEDGER_REFUSED' && refusal.code !== 'LEDGER_CONFLICT') throw refusal;
      await outbox.refused(digest, String(refusal.details.ledgerCode));
    }
  };
  return async (): Promise<void> => {
    const items = [...(await outbox.waiting(LIMIT, Math.max(startedAt, clock.now() - PATIENCE_MS)))];
    const failures: unknown[] = [];
    const sendInTurn = async () => {
      while (failures.length === 0) {
        const item = items.shift();
        if (item === undefined) return;
        await send(item).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendInTurn));
    if (failures.length > 0) throw failures[0];
  };
}

function readInput(text: string) {
  try {
    return transactionInput.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
