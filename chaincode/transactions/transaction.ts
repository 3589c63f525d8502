import type { CommandKind, CommandOf } from '../model/command.js';
import type { RecordOf } from '../model/records.js';
import type { TransactionInput } from '../model/transaction.js';
import type { LedgerView } from './ledger-view.js';

/** A transaction whose command is authentic: what each kind's own rules get to see. */
export interface Transaction<K extends CommandKind> {
  readonly command: CommandOf<K>;
  readonly input: TransactionInput;
  /** SM3 of the command's signed bytes; the `by` of every record that the command writes. */
  readonly digest: string;
  readonly view: LedgerView;
  /** The transaction's time, milliseconds since 1970. */
  readonly now: number;
  readonly network: RecordOf<'network'>;
  /** The domain that the command speaks for: an active member. */
  readonly domain: RecordOf<'domain'>;
}

/** One kind's rules: either everything is written, or a LedgerError says why not. */
export type Rule<K extends CommandKind> = (transaction: Transaction<K>) => Promise<void>;
