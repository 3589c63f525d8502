import { AppError } from '../../domain/errors.js';

/**
 * Lets at most `limit` pieces of work run at once; the others wait for their turn, in order. Rejects with LEDGER_UNAVAILABLE
 * where `room` of them are waiting already.
 */
export function createSlots(limit: number, room: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (waiting.length >= room) throw new AppError('LEDGER_UNAVAILABLE', 'too many transactions are waiting');
    if (running < limit) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
