import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import type { CommittedTransaction, LedgerHistoryItem, LedgerPosition } from '../../domain/ports/ledger.js';

/** The place at which a command stands already: that of the write which names it, under its target or its first leaf. */
export async function findFirstPosition(
  about: {
    history: (key: string) => Promise<Pick<LedgerHistoryItem, 'transactionId' | 'record'>[]>;
    position: (transactionId: string) => Promise<LedgerPosition>;
  },
  { command, leaves }: TransactionInput,
  digest: string,
): Promise<CommittedTransaction | undefined> {
  const written = await about.history(leaves?.[0]?.key ?? command.target);
  const found = written.find(({ record }) => record.by === digest);
  if (found === undefined) return undefined;
  const { transactionId } = found;
  const { blockNumber, index } = await about.position(transactionId);
  return { transactionId, digest, blockNumber, index };
}
