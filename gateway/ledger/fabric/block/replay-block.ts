import { LedgerError } from '../../../../chaincode/errors.js';
import type { LedgerRecord } from '../../../../chaincode/model/records.js';
import type { ApplyTransaction } from '../../apply-transaction.js';
import { recordText } from '../../record-text.js';
import type { CheckedBlock, CheckedTransaction } from './check-block.js';
import { corruptBlock } from './problem.js';
import type { EnvelopePlace } from './read-transaction.js';

export interface ReplayDeps {
  ledger: string;
  apply: ApplyTransaction;
  /** What a transaction wrote under a key; undefined where it wrote nothing there. */
  writtenAt(place: EnvelopePlace, key: string): Promise<LedgerRecord | undefined>;
}

/**
 * Runs the rules once more over every transaction of the block, by what it has read: the own node takes no transaction whose
 * reads are not the present, and each read names the place where it was written. So a majority that endorses what the rules do
 * not make of a command, a forged signature among it, is found out by every member. Throws LEDGER_CORRUPT, RULES_BROKEN.
 */
export async function replayBlock(block: CheckedBlock, deps: ReplayDeps): Promise<void> {
  for (const transaction of block.transactions) {
    const written = await replay(transaction, deps).catch((cause: unknown) => {
      if (cause instanceof LedgerError || cause instanceof UnreadError)
        throw corruptBlock(block.blockNumber, 'RULES_BROKEN', cause);
      throw cause;
    });
    const { writes } = transaction;
    const isSame =
      writes.length === written.size && writes.every(({ key, record }) => written.get(key) === recordText(record));
    if (!isSame) throw corruptBlock(block.blockNumber, 'RULES_BROKEN');
  }
}

/** The rules ask for what the transaction has not read. */
class UnreadError extends Error {}

async function replay(
  { input, at, reads }: CheckedTransaction,
  { ledger, apply, writtenAt }: ReplayDeps,
): Promise<Map<string, string>> {
  const written = new Map<string, string>();
  const state = {
    ledger,
    transactionTime: at,
    async get(key: string) {
      if (!reads.has(key)) throw new UnreadError(key);
      const place = reads.get(key);
      if (place === undefined) return undefined;
      const record = await writtenAt(place, key);
      if (record === undefined) throw new UnreadError(key);
      return record;
    },
    async put(key: string, record: LedgerRecord) {
      written.set(key, recordText(record));
    },
  };
  await apply(state, input);
  return written;
}
