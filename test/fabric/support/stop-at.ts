import { AppError } from '../../../gateway/domain/errors.js';
import type { Ledger } from '../../../gateway/domain/ports/ledger.js';

export interface Stopped {
  /** The newest block that was delivered. */
  last: number;
  code: string;
  details: Readonly<Record<string, unknown>>;
}

/** Reads blocks from a height on until the reader gives one up. */
export async function stopOf(ledger: Ledger, from: number): Promise<Stopped> {
  let last = from - 1;
  try {
    for await (const { blockNumber } of ledger.blocks(from, AbortSignal.timeout(30_000))) last = blockNumber;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { last, code: error.code, details: error.details };
  }
  throw new Error('every block was delivered');
}
