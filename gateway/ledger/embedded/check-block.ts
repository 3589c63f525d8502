import { commandDigest } from '../../../chaincode/model/command-digest.js';
import { time } from '../../../chaincode/model/primitives.js';
import { PURPOSE_OF_KIND, type TransactionInput, transactionInput } from '../../../chaincode/model/transaction.js';
import { parseCanonicalJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import type { VerifiedBlock } from '../../domain/ports/ledger.js';
import { blockRootOf } from '../block-root.js';
import { parseRecord } from '../record-text.js';
import { blockHash, dataHashOf, headerText, NO_HASH } from './block-header.js';
import { genesisDataHash } from './genesis.js';
import type { RawBlock, RawTransaction } from './raw-block.js';

export const BLOCK_PROBLEMS = [
  'BLOCK_NUMBER',
  'BLOCK_HEADER',
  'BLOCK_HASH',
  'BLOCK_LINK',
  'BLOCK_GENESIS',
  'BLOCK_DATA',
  'TRANSACTION_INDEX',
  'TRANSACTION_TIME',
  'TRANSACTION_INPUT',
  'TRANSACTION_ID',
  'WRITE_STRAY',
  'WRITE_RECORD',
] as const;

export interface BlockProblem {
  code: (typeof BLOCK_PROBLEMS)[number];
  table: 'ledger_block' | 'ledger_transaction' | 'ledger_write';
  index?: number;
  key?: string;
}

export interface CheckedBlock {
  problems: BlockProblem[];
  /** Only of a block without problems. */
  block?: VerifiedBlock;
}

type CheckedTransaction = VerifiedBlock['transactions'][number];

/**
 * Recomputes everything that a raw block says of itself: canonical texts, transaction ids, data hash, header hash and the link
 * to the block before. Never throws for what the database holds. Does not check signatures, nor whether the rules allow it.
 */
export function checkBlock(raw: RawBlock, expected: { number: number; previousHash: string }): CheckedBlock {
  const problems = [...headerProblems(raw, expected)];
  const transactions: CheckedTransaction[] = [];
  raw.transactions.forEach((rawTransaction, index) => {
    const checked = checkTransaction(rawTransaction, index);
    problems.push(...checked.problems);
    if (checked.transaction !== undefined) transactions.push(checked.transaction);
  });
  for (const { index, key } of raw.strayWrites)
    problems.push({ code: 'WRITE_STRAY', table: 'ledger_write', index, key });
  if (problems.length > 0) return { problems };
  const block: VerifiedBlock = {
    blockNumber: raw.number,
    blockHash: raw.hash,
    blockRoot: blockRootOf(transactions),
    blockSize: transactions.length,
    transactions,
  };
  return { problems, block };
}

function* headerProblems(raw: RawBlock, expected: { number: number; previousHash: string }): Generator<BlockProblem> {
  const table = 'ledger_block';
  if (raw.number !== expected.number) yield { code: 'BLOCK_NUMBER', table };
  if (raw.hash !== blockHash(raw.header)) yield { code: 'BLOCK_HASH', table };
  if ((raw.number === 0) !== (raw.genesis !== null)) yield { code: 'BLOCK_GENESIS', table };
  const header = readHeader(raw.header);
  if (header === undefined || header.number !== raw.number || header.size !== raw.transactions.length) {
    yield { code: 'BLOCK_HEADER', table };
    return;
  }
  if (header.previousHash !== (raw.number === 0 ? NO_HASH : expected.previousHash)) yield { code: 'BLOCK_LINK', table };
  if (header.dataHash !== dataHashOfRaw(raw)) {
    yield { code: 'BLOCK_DATA', table: raw.number === 0 ? table : 'ledger_transaction' };
  }
}

/** undefined where a block has no data, as no block but the first may have. */
function dataHashOfRaw({ genesis, transactions }: RawBlock): string | undefined {
  if (genesis !== null) return transactions.length === 0 ? genesisDataHash(genesis) : undefined;
  return transactions.length === 0 ? undefined : dataHashOf(transactions);
}

function readHeader(text: string) {
  const value = tryParse(() => parseCanonicalJson(text));
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const { number, previousHash, dataHash, size } = value as Readonly<Record<string, unknown>>;
  if (typeof number !== 'number' || typeof size !== 'number') return undefined;
  if (typeof previousHash !== 'string' || typeof dataHash !== 'string') return undefined;
  const header = { number, previousHash, dataHash, size };
  // Surplus members would be under the hash, yet nobody's words.
  return headerText(header) === text ? header : undefined;
}

function checkTransaction(
  raw: RawTransaction,
  index: number,
): { problems: BlockProblem[]; transaction?: CheckedTransaction } {
  const table = 'ledger_transaction';
  const problems: BlockProblem[] = [];
  if (raw.index !== index) problems.push({ code: 'TRANSACTION_INDEX', table, index: raw.index });
  if (!time.safeParse(raw.at).success) problems.push({ code: 'TRANSACTION_TIME', table, index });
  const input = tryParse(() => readInput(raw.input));
  if (input === undefined) return { problems: [...problems, { code: 'TRANSACTION_INPUT', table, index }] };
  const digest = commandDigest(input.command);
  const purpose = PURPOSE_OF_KIND[input.command.kind];
  if (digest !== raw.transactionId) problems.push({ code: 'TRANSACTION_ID', table, index });
  const writes: CheckedTransaction['writes'] = [];
  for (const { key, record } of raw.writes) {
    const parsed = tryParse(() => parseRecord(record));
    if (parsed === undefined) problems.push({ code: 'WRITE_RECORD', table: 'ledger_write', index, key });
    else writes.push({ key, record: parsed });
  }
  if (problems.length > 0) return { problems };
  return { problems, transaction: { transactionId: raw.transactionId, purpose, digest, input, at: raw.at, writes } };
}

function readInput(text: string): TransactionInput | undefined {
  return transactionInput.safeParse(parseCanonicalJson(text, { maxBytes: 16 * 1024 * 1024 })).data;
}

function tryParse<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
