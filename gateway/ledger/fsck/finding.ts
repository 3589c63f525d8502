import { BLOCK_PROBLEMS } from '../embedded/check-block.js';
import { FABRIC_BLOCK_PROBLEMS } from '../fabric/block/problem.js';

export const FINDING_CODES = [
  ...BLOCK_PROBLEMS,
  ...FABRIC_BLOCK_PROBLEMS,
  'BLOCK_MISSING',
  'COMMAND_SIGNATURE',
  'TRANSACTION_STRAY',
  'TRANSACTION_REFUSED',
  'WRITE_MISSING',
  'WRITE_DIFFERENT',
  'WRITE_SURPLUS',
  'STATE_MISSING',
  'STATE_DIFFERENT',
  'STATE_SURPLUS',
  'LOCK_ROWS',
  'WITNESSED_MISSING',
  'WITNESSED_DIFFERENT',
  'STATEMENT_UNVERIFIED',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** One thing that is wrong with a ledger's database. */
export interface Finding {
  code: FindingCode;
  table: 'ledger_block' | 'ledger_transaction' | 'ledger_write' | 'ledger_state' | 'ledger_lock';
  block?: number;
  /** Position of the transaction in its block. */
  index?: number;
  /** On a shared ledger: the transaction's id. */
  transactionId?: string;
  key?: string;
}
