import { z } from 'zod';
import { AppError } from '../../domain/errors.js';
import type { LedgerHistoryItem } from '../../domain/ports/ledger.js';
import type { FabricCalls } from './calls.js';
import type { Peer } from './client/peer.js';
import { storedEntry } from './read-entries.js';

const answered = z.array(z.strictObject({ transactionId: z.string(), at: z.string(), entry: z.string() }));

/** Everything that was ever written under a key, oldest first, as the own peer has it; without the places. */
export async function askHistory(
  calls: FabricCalls,
  own: Peer,
  key: string,
): Promise<Omit<LedgerHistoryItem, 'blockNumber' | 'index'>[]> {
  if (!/^[!-~]{1,256}$/.test(key)) return [];
  const answer = answered.safeParse(await calls.ask(own, 'history', JSON.stringify({ keys: [key] })));
  if (!answer.success) throw new AppError('LEDGER_UNAVAILABLE', 'the own peer answers something else');
  return answer.data.map(({ transactionId, at, entry }) => ({
    transactionId,
    at,
    record: storedEntry(key, entry).record,
  }));
}
