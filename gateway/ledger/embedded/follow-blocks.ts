import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerRecord } from '../../../chaincode/model/records.js';
import { PkiError } from '../../../pki/errors.js';
import { AppError } from '../../domain/errors.js';
import type { VerifiedBlock } from '../../domain/ports/ledger.js';
import { hasCommandSignature } from '../command-signatures.js';
import { readStoredRecord } from '../record-text.js';
import { createSignerKeys, type SignerKeys } from '../signer-keys.js';
import { blockHash, NO_HASH } from './block-header.js';
import { checkBlock } from './check-block.js';
import type { HeadWatch } from './head-watch.js';
import { loadBlocks } from './load-blocks.js';
import type { Queryable } from './queryable.js';
import type { RawBlock } from './raw-block.js';

const BLOCKS_AT_ONCE = 8;

export interface Following {
  database: Queryable;
  watch: HeadWatch;
  ledgerId: string;
  /** Milliseconds between attempts while the database does not answer. */
  retryInterval: number;
}

/**
 * Every block from `from` on, verified from its raw content: texts, hashes, the link to the block before and the signature of
 * every command. Throws AppError LEDGER_CORRUPT at the first block that does not hold, and ends when the signal aborts.
 */
export async function* followBlocks(
  following: Following,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<VerifiedBlock> {
  const { database, watch, ledgerId } = following;
  const keys = createSignerKeys();
  const patiently = <T>(work: () => Promise<T>) => retry(work, following.retryInterval, signal);
  const findKey = (signer: string) => patiently(() => knownKey(database, keys, signer)).then((key) => key?.point);
  let next = from;
  let previousHash = from === 0 ? NO_HASH : undefined;
  while (!signal.aborted) {
    const signs = watch.signs();
    const blocks = (await patiently(() => loadBlocks(database, next, BLOCKS_AT_ONCE))) ?? [];
    if (blocks.length === 0) await watch.after(signs, signal);
    for (const raw of blocks) {
      // Only now: the block before the first may not have been there at the start.
      previousHash ??= (await patiently(() => hashBefore(database, from))) ?? NO_HASH;
      if (signal.aborted) return;
      const block = await verify(raw, { number: next, previousHash, ledgerId }, keys, findKey);
      if (signal.aborted) return;
      previousHash = block.blockHash;
      next += 1;
      yield block;
    }
  }
}

async function verify(
  raw: RawBlock,
  expected: { number: number; previousHash: string; ledgerId: string },
  keys: SignerKeys,
  findKey: (signer: string) => Promise<Uint8Array | undefined>,
): Promise<VerifiedBlock> {
  const { problems, block } = checkBlock(raw, expected);
  if (block === undefined) throw corrupt(raw.number, problems[0]?.code ?? 'BLOCK_HEADER');
  if (block.blockNumber === 0 && block.blockHash !== expected.ledgerId) throw corrupt(0, 'BLOCK_GENESIS');
  for (const { input, writes } of block.transactions) {
    // The founding and the first entry of a domain bring their own keys.
    for (const { key, record } of writes) learn(keys, key, record);
    if ((await hasCommandSignature(input, findKey)) !== true) throw corrupt(raw.number, 'COMMAND_SIGNATURE');
  }
  return block;
}

function learn(keys: SignerKeys, key: string, record: LedgerRecord): void {
  try {
    keys.learn(key, record);
  } catch (cause) {
    // The record is one by its outer members only; what is inside is as the database has it.
    if (!(cause instanceof PkiError || cause instanceof TypeError)) throw cause;
    throw new AppError('LEDGER_CORRUPT', 'an entry of the ledger has no key', {
      details: { problem: 'WRITE_RECORD', key },
      cause,
    });
  }
}

function corrupt(block: number, problem: string): AppError {
  return new AppError('LEDGER_CORRUPT', `block ${block} does not hold: ${problem}`, { details: { block, problem } });
}

/** Hash of the block before `from`, recomputed from its header; undefined before block 0. */
async function hashBefore(database: Queryable, from: number): Promise<string | undefined> {
  const { rows } = await database.query<{ header: string }>('SELECT header FROM ledger_block WHERE number = $1', [
    from - 1,
  ]);
  return rows[0] === undefined ? undefined : blockHash(rows[0].header);
}

/** A key from before the first block that was followed stands in the writes of the blocks before. */
async function knownKey(
  database: Queryable,
  keys: SignerKeys,
  signer: string,
): Promise<{ point: Uint8Array } | undefined> {
  if (keys.find(signer) === undefined) {
    const { rows } = await database.query<{ key: string; record: string }>(
      `SELECT key, record FROM ledger_write WHERE key = $1 OR (key >= 'domain/' AND key < 'domain0')`,
      [`certificate/${signer}`],
    );
    for (const { key, record } of rows) learn(keys, key, readStoredRecord(key, record));
  }
  const point = keys.find(signer);
  return point === undefined ? undefined : { point };
}

/** Waits out whatever the database's trouble is. undefined when the signal aborts before there is an answer. */
async function retry<T>(work: () => Promise<T>, interval: number, signal: AbortSignal): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError || error instanceof TypeError) throw error;
      await sleep(interval, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
