import { AppError } from '../../domain/errors.js';
import type { Ledger, VerifiedBlock } from '../../domain/ports/ledger.js';

/** A node that stops answering must not hold a run for ever. */
const STALL_MS = 30_000;

/** The blocks from one height to another, both in it. Throws LEDGER_UNAVAILABLE where the next one does not come in time. */
export async function* readBlocks(
  ledger: Pick<Ledger, 'blocks'>,
  from: number,
  to: number,
  stallMs = STALL_MS,
): AsyncGenerator<VerifiedBlock> {
  if (from > to) return;
  const done = new AbortController();
  const wait = () => setTimeout(() => done.abort(), stallMs);
  let timer = wait();
  let last = from - 1;
  try {
    for await (const block of ledger.blocks(from, done.signal)) {
      clearTimeout(timer);
      last = block.blockNumber;
      yield block;
      if (last >= to) break;
      timer = wait();
    }
  } finally {
    clearTimeout(timer);
    done.abort();
  }
  if (last < to) throw new AppError('LEDGER_UNAVAILABLE', 'the node did not show its blocks in time');
}

export async function readBlock(ledger: Pick<Ledger, 'blocks'>, number: number): Promise<VerifiedBlock> {
  for await (const block of readBlocks(ledger, number, number)) return block;
  throw new AppError('LEDGER_UNAVAILABLE', 'the node did not show its blocks in time');
}
