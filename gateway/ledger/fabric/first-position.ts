import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import type { CommittedTransaction, LedgerHistoryItem } from '../../domain/ports/ledger.js';

/** The place at which a command stands already: that of the write which names it, under its target or its first leaf. */
export async function findFirstPosition(
  history: (key: string) => Promise<LedgerHistoryItem[]>,
  { command, leaves }: TransactionInput,
  digest: string,
): Promise<CommittedTransaction | undefined> {
  const written = await history(leaves?.[0]?.key ?? command.target);
  const found = written.find(({ record }) => record.by === digest);
  if (found === undefined) return undefined;
  const { transactionId, blockNumber, index } = found;
  return { transactionId, digest, blockNumber, index };
}
