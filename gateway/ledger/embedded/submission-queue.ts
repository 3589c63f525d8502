import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../domain/errors.js';
import type { CommittedTransaction } from '../../domain/ports/ledger.js';
import { unavailable } from './database-errors.js';
import type { Outcome, Submission } from './submission.js';

const MAX_TRANSACTIONS = 64;
const MAX_LEAVES = 5_000;

interface Waiting {
  submission: Submission;
  resolve: (committed: CommittedTransaction) => void;
  reject: (reason: unknown) => void;
}

export interface SubmissionQueue {
  submit(submission: Submission): Promise<CommittedTransaction>;
  /** Takes nothing new, and resolves when all that was taken has been answered. */
  close(): Promise<void>;
}

/**
 * Group commit: while one block is being written, what comes in waits and goes into the next one together. `blockInterval`:
 * milliseconds to wait for company before each block.
 */
export function createSubmissionQueue(
  write: (submissions: readonly Submission[]) => Promise<Outcome[]>,
  blockInterval: number,
): SubmissionQueue {
  const waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  let closed = false;

  const work = async () => {
    // One turn of the loop, or the interval, for whatever is sent at the same time.
    await (blockInterval > 0 ? sleep(blockInterval) : turn());
    while (waiting.length > 0) {
      await answer(takeBlock(waiting), write);
      if (blockInterval > 0 && waiting.length > 0) await sleep(blockInterval);
    }
    working = undefined;
  };

  return {
    submit: (submission) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new AppError('LEDGER_UNAVAILABLE', 'the ledger is closed'));
          return;
        }
        waiting.push({ submission, resolve, reject });
        working ??= work();
      }),
    async close() {
      closed = true;
      await working;
    },
  };
}

/** Removes the first of the queue that fit into one block; at least one. */
function takeBlock(waiting: Waiting[]): Waiting[] {
  let leaves = 0;
  let count = 0;
  for (const { submission } of waiting) {
    leaves += submission.leaves;
    if (count > 0 && (count === MAX_TRANSACTIONS || leaves > MAX_LEAVES)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

async function answer(block: readonly Waiting[], write: (submissions: readonly Submission[]) => Promise<Outcome[]>) {
  try {
    const outcomes = await write(block.map(({ submission }) => submission));
    block.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index];
      if (outcome !== undefined && 'committed' in outcome) resolve(outcome.committed);
      else reject(outcome?.refused);
    });
  } catch (error) {
    for (const { reject } of block) reject(unavailable(error));
  }
}
