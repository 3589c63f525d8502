import type { PoolClient } from 'pg';
import { LedgerError } from '../../../chaincode/errors.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { dataHashOf, headerText } from './block-header.js';
import { type BlockState, createBlockState } from './block-state.js';
import { insertBlock, loadRecords, readHead, readPositions } from './block-tables.js';
import type { RawTransaction } from './raw-block.js';
import type { Outcome, Submission } from './submission.js';
import { createTickLoader } from './tick-loader.js';

/** Followers listen here; the payload is empty, for a follower reads the tables anyway. */
export const BLOCK_CHANNEL = 'yinxin_ledger_block';

export interface BlockWriting {
  client: PoolClient;
  ledgerId: string;
  apply: ApplyTransaction;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * Makes one block of the submissions that the rules take, in one serializable transaction; none where they take none. The
 * outcomes are in the order of the submissions. Rejects with the database's error, and then nothing is known of any of them.
 */
export async function writeBlock(writing: BlockWriting, submissions: readonly Submission[]): Promise<Outcome[]> {
  const { client, ledgerId } = writing;
  // LOCK takes no snapshot, so whoever has waited for the lock sees the block of whoever had it before.
  await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE ledger_lock IN EXCLUSIVE MODE');
  const head = await readHead(client);
  const number = head.number + 1;
  const at = formatTime(Math.max(writing.now, head.lastTime));
  const reads = createReads(client);
  const state = createBlockState(reads.loader, { ledger: ledgerId, transactionTime: at });
  const positions = await readPositions(client, submissions);
  const transactions: RawTransaction[] = [];
  const outcomes: Outcome[] = [];
  for (const { transactionId, input } of submissions) {
    // Sent again, or sent twice into one block: the first position is the answer.
    if (!positions.has(transactionId)) {
      const { writes, refused } = await attempt(state, writing.apply, input, transactions.length);
      await reads.settle();
      if (writes === undefined) {
        outcomes.push({ refused });
        continue;
      }
      const index = transactions.length;
      transactions.push({ transactionId, index, at, input, writes });
      positions.set(transactionId, { blockNumber: number, index });
    }
    outcomes.push({ committed: { transactionId, digest: transactionId, ...positionOf(positions, transactionId) } });
  }
  if (transactions.length === 0) {
    await client.query('ROLLBACK');
    return outcomes;
  }
  const dataHash = dataHashOf(transactions);
  const header = headerText({ number, previousHash: head.hash, dataHash, size: transactions.length });
  await insertBlock(client, { number, header, transactions, state: state.written() });
  await client.query(`NOTIFY ${BLOCK_CHANNEL}; COMMIT`);
  return outcomes;
}

/** Runs the rules over the block so far: the writes, or the reason why there are none. */
async function attempt(state: BlockState, apply: ApplyTransaction, input: string, index: number) {
  const transaction = state.begin();
  try {
    await apply(transaction.state, input);
    return { writes: transaction.keep(index) };
  } catch (error) {
    const isRefusal = error instanceof LedgerError || error instanceof AppError;
    return { refused: isRefusal ? error : new AppError('INTERNAL', 'a transaction function failed', { cause: error }) };
  }
}

function positionOf(positions: Map<string, { blockNumber: number; index: number }>, transactionId: string) {
  const position = positions.get(transactionId);
  if (position === undefined) throw new TypeError('a committed transaction has a position');
  return position;
}

/** A failed read is no refusal: `settle` throws it, which fails the block, and the block is tried again. */
function createReads(client: PoolClient) {
  let failure: { error: unknown } | undefined;
  const loader = createTickLoader(async (keys) => {
    try {
      return await loadRecords(client, keys);
    } catch (error) {
      failure = { error };
      throw error;
    }
  });
  return {
    loader,
    /** What the rules began to read and no longer wait for must not meet the next statement. */
    async settle() {
      await loader.idle();
      if (failure !== undefined) throw failure.error;
    },
  };
}
