import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LedgerError } from '../../../chaincode/errors.js';
import { commandDigest } from '../../../chaincode/model/command-digest.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { blockHash } from './block-header.js';
import { isPassing, unavailable } from './database-errors.js';
import { followBlocks } from './follow-blocks.js';
import { createHeadWatch } from './head-watch.js';
import { onOneClient } from './on-one-client.js';
import { createEntryReader } from './read-entries.js';
import { readHistory } from './read-history.js';
import { migrateLedger } from './schema.js';
import type { Outcome, Submission } from './submission.js';
import { createSubmissionQueue } from './submission-queue.js';
import { writeBlock } from './write-block.js';

/** The ledger's own database; or a pool over it, of three connections at least, which stays the caller's to end. */
export type LedgerDatabase = { url: string } | { pool: pg.Pool };

export type EmbeddedLedgerOptions = LedgerDatabase & {
  clock: Clock;
  /** The transaction functions, chaincode/transactions. */
  apply: ApplyTransaction;
  /** Milliseconds that a block waits for more transactions; 0 unless given. */
  blockInterval?: number;
  /** Milliseconds between looks at the tables where no notification comes; 1000 unless given. */
  pollInterval?: number;
  /** Random bytes for block 0. */
  nonce?: () => Uint8Array;
};

const ATTEMPTS = 6;
const FIRST_PAUSE = 25;

/**
 * A ledger of one node on PostgreSQL, for evaluation, development and tests: hash-chained blocks made by the same transaction
 * functions as on Fabric. Several processes may open one database and write at the same time. Whoever owns the database can
 * rewrite it: fsck and the witnesses' statements show that, nothing here prevents it.
 */
export async function openEmbeddedLedger(options: EmbeddedLedgerOptions): Promise<Ledger & { close(): Promise<void> }> {
  const { pool, end } = openPool(options);
  try {
    await migrateLedger(pool, options.nonce ?? (() => randomBytes(32)));
    return create(pool, end, await readLedgerId(pool), options);
  } catch (error) {
    await end();
    throw unavailable(error);
  }
}

function create(pool: pg.Pool, end: () => Promise<void>, ledgerId: string, options: EmbeddedLedgerOptions) {
  const { clock, apply, blockInterval = 0, pollInterval = 1_000 } = options;
  const closing = new AbortController();
  const watch = createHeadWatch(pool, pollInterval);
  const queue = createSubmissionQueue(
    (submissions) => writeInOneBlock(pool, submissions, () => ({ ledgerId, apply, now: clock.now() })),
    blockInterval,
  );
  const following = { database: pool, watch, ledgerId, retryInterval: pollInterval };
  return {
    ledgerId,
    submit: async (input: TransactionInput) => queue.submit(toSubmission(input)),
    read: createEntryReader(pool),
    history: (key: string) => readHistory(pool, key),
    blocks: (from: number, signal: AbortSignal) =>
      followBlocks(following, from, AbortSignal.any([signal, closing.signal])),
    async close() {
      await queue.close();
      closing.abort();
      await watch.close();
      await end();
    },
  };
}

function openPool(database: LedgerDatabase) {
  if ('pool' in database) return { pool: database.pool, end: async () => undefined };
  const pool = new pg.Pool({
    connectionString: database.url,
    max: 6,
    connectionTimeoutMillis: 5_000,
    application_name: 'yinxin-ledger',
  });
  // A connection that breaks while nobody uses it is replaced at the next query.
  pool.on('error', () => undefined);
  return { pool, end: () => pool.end() };
}

async function readLedgerId(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ header: string; hash: string }>(
    'SELECT header, hash FROM ledger_block WHERE number = 0',
  );
  const [first] = rows;
  if (first === undefined || blockHash(first.header) !== first.hash) {
    throw new AppError('LEDGER_CORRUPT', 'block 0 is missing or has another hash than its header');
  }
  return first.hash;
}

function toSubmission(input: TransactionInput): Submission {
  try {
    return {
      transactionId: commandDigest(input.command),
      input: canonicalJson(input),
      leaves: input.leaves?.length ?? 0,
    };
  } catch (cause) {
    if (cause instanceof PkiError) throw new LedgerError('TRANSACTION_MALFORMED', 'not canonical JSON');
    throw cause;
  }
}

/** Again and again over new connections while it may pass; a block that did get through answers for itself the next time. */
async function writeInOneBlock(
  pool: pg.Pool,
  submissions: readonly Submission[],
  about: () => Omit<Parameters<typeof writeBlock>[0], 'client'>,
): Promise<Outcome[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await onOneClient(pool, (client) => writeBlock({ client, ...about() }, submissions));
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error;
      await sleep(FIRST_PAUSE * 2 ** (attempt - 1));
    }
  }
}
