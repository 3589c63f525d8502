import { setTimeout as sleep } from 'node:timers/promises';
import protos from 'fabric-protos';
import { LRUCache } from 'lru-cache';
import type { LedgerRecord } from '../../../chaincode/model/records.js';
import { AppError } from '../../domain/errors.js';
import type { LedgerPosition, VerifiedBlock } from '../../domain/ports/ledger.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { parseRecord, recordText } from '../record-text.js';
import { type CheckedBlock, checkBlock } from './block/check-block.js';
import { decodeBlock } from './block/decode-block.js';
import { createMemberWatch } from './block/member-watch.js';
import { corruptBlock } from './block/problem.js';
import type { EnvelopePlace } from './block/read-transaction.js';
import { replayBlock } from './block/replay-block.js';
import type { BlockBell } from './client/block-bell.js';
import type { Peer } from './client/peer.js';

/** What became of a transaction in a block: Fabric's validation code, and its place among ours where it is a valid one. */
export interface TransactionOutcome {
  blockNumber: number;
  code: number;
  index?: number;
}

/** The chain of the domain's own peer. */
export interface Chain {
  /** Number of the newest block that this gateway has read. */
  height(): number;
  /**
   * Whether the own peer still has that block. It may not: a peer that was restored from a copy, or joins anew, answers from an
   * earlier state until it has caught up. Never wrong about a peer that was away between two looks.
   */
  isCurrent(): boolean;
  /** Every block from `from` on, verified, until the signal aborts. Throws LEDGER_CORRUPT at the first that does not hold. */
  blocks(from: number, signal: AbortSignal): AsyncGenerator<VerifiedBlock>;
  /** Resolves when a block has the transaction, or with undefined after the time. */
  outcome(transactionId: string, withinMs: number): Promise<TransactionOutcome | undefined>;
  /** Asks the own peer for a transaction of any age. undefined where it knows none. */
  lookUp(transactionId: string): Promise<TransactionOutcome | undefined>;
  /** Place of a committed transaction of ours. Throws LEDGER_CORRUPT where the own peer has none of that id. */
  position(transactionId: string): Promise<LedgerPosition>;
  /** The same by another member's peer, nothing of which is kept. undefined where it has none. */
  positionAt(peer: Peer, transactionId: string): Promise<LedgerPosition | undefined>;
  /** Reads new blocks until the signal aborts. */
  watch(signal: AbortSignal): Promise<void>;
}

export interface ChainDeps {
  chaincode: string;
  /** The own peer's blocks, raw. */
  block: (number: number) => Promise<Uint8Array | undefined>;
  /** A block of the own peer's, or of another's, by a transaction in it. */
  blockOf: (transactionId: string, peer?: Peer) => Promise<Uint8Array | undefined>;
  /** Identity of the ledger, and its rules. */
  ledger: string;
  apply: ApplyTransaction;
  /** Number of the newest block at the start. */
  height: number;
  bell: BlockBell;
}

const RECENT_BLOCKS = 64;
const { DUPLICATE_TXID } = protos.protos.TxValidationCode;
const KNOWN_TRANSACTIONS = 100_000;
const KNOWN_FACTS = 10_000;
/** Between looks for a new block: while the peer tells of each, and else while somebody waits for a transaction, or nobody does. */
const TOLD_MS = 1_000;
const EAGER_MS = 20;
const IDLE_MS = 100;
const RETRY_MS = 500;

export function createChain({ chaincode, block, blockOf, ledger, apply, height, bell }: ChainDeps): Chain {
  const read = new LRUCache<number, CheckedBlock>({ max: RECENT_BLOCKS });
  const verified = new LRUCache<number, Promise<CheckedBlock>>({ max: RECENT_BLOCKS });
  const facts = new LRUCache<string, string>({ max: KNOWN_FACTS });
  const known = new LRUCache<string, TransactionOutcome>({ max: KNOWN_TRANSACTIONS });
  const waiting = new Map<string, Set<(outcome: TransactionOutcome) => void>>();
  let head = height;
  let isCurrent = true;
  const sleeping = new Set<() => void>();

  const note = ({ blockNumber, outcomes }: CheckedBlock) => {
    for (const { transactionId, code, index } of outcomes) {
      // A copy of a transaction that stands in an earlier block: that one counts.
      if (code === DUPLICATE_TXID) continue;
      const outcome = { blockNumber, code, ...(index === undefined ? {} : { index }) };
      // Anyone may put another transaction's id on an envelope of theirs, which Fabric keeps as an invalid one.
      if (known.get(transactionId)?.index === undefined) known.set(transactionId, outcome);
      for (const tell of waiting.get(transactionId) ?? []) tell(outcome);
    }
  };
  const fetch = async (number: number): Promise<CheckedBlock | undefined> => {
    const bytes = await block(number);
    if (bytes === undefined) return undefined;
    const checked = checkBlock(decodeBlock(number, bytes), { number, chaincode });
    read.set(number, checked);
    return checked;
  };
  const advance = () => {
    head += 1;
    for (const wake of [...sleeping]) wake();
  };
  /** Resolves at the next block, or when the signal aborts; keeps nothing of either. */
  const nextBlock = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        sleeping.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      sleeping.add(wake);
      signal.addEventListener('abort', wake);
    });
  /** Verified once, whoever asks. */
  const load = (number: number): Promise<CheckedBlock> => {
    const loading = verified.get(number) ?? loadVerified(number);
    verified.set(number, loading);
    // What failed is asked for again.
    loading.catch(() => verified.delete(number));
    return loading;
  };
  /** Facts that many transactions read are kept: what stands at a place never changes. */
  const writtenAt = async (place: EnvelopePlace, key: string): Promise<LedgerRecord | undefined> => {
    const name = `${place.blockNumber}/${place.envelope}/${key}`;
    const text = facts.get(name);
    if (text !== undefined) return parseRecord(text);
    const record = await findWritten(place, key);
    if (record !== undefined) facts.set(name, recordText(record));
    return record;
  };
  /** A change of a policy moves an entry's place and not its value: that stands where the one who changed it has read it. */
  const findWritten = async (place: EnvelopePlace, key: string): Promise<LedgerRecord | undefined> => {
    const { blockNumber, envelope } = place;
    const checked = read.get(blockNumber) ?? (await fetch(blockNumber));
    if (checked === undefined) throw new AppError('LEDGER_UNAVAILABLE', `the own peer has no block ${blockNumber}`);
    const writer = checked.transactions.find((each) => each.envelope === envelope);
    const written = writer?.writes.find((write) => write.key === key);
    if (written !== undefined) return written.record;
    const before = checked.policyChanges.find((each) => each.envelope === envelope)?.before.get(key);
    // The past only: no node leads us in a circle.
    return before !== undefined && before.blockNumber < blockNumber ? writtenAt(before, key) : undefined;
  };
  const loadVerified = async (number: number): Promise<CheckedBlock> => {
    const checked = read.get(number) ?? (await fetch(number));
    if (checked === undefined) throw new AppError('LEDGER_UNAVAILABLE', `the own peer has no block ${number} any more`);
    await replayBlock(checked, { ledger, apply, writtenAt });
    return checked;
  };
  const lookUp = async (transactionId: string): Promise<TransactionOutcome | undefined> => {
    return known.get(transactionId) ?? (await firstOutcome(transactionId));
  };
  const firstOutcome = async (transactionId: string): Promise<TransactionOutcome | undefined> => {
    const checked = await readBlockOf(transactionId);
    if (checked === undefined) return undefined;
    note(checked);
    return known.get(transactionId);
  };
  const readBlockOf = async (transactionId: string, peer?: Peer): Promise<CheckedBlock | undefined> => {
    const bytes = await blockOf(transactionId, peer);
    if (bytes === undefined) return undefined;
    const block = decodeBlock(undefined, bytes);
    return checkBlock(block, { number: block.header.number, chaincode });
  };

  return {
    height: () => head,
    isCurrent: () => isCurrent,
    lookUp,
    async watch(signal) {
      while (!signal.aborted) {
        const rings = bell.rings();
        let pause = bell.isOn() ? TOLD_MS : waiting.size > 0 ? EAGER_MS : IDLE_MS;
        try {
          isCurrent ||= (await block(head)) !== undefined;
          const next = isCurrent ? await fetch(head + 1) : undefined;
          if (next !== undefined) {
            note(next);
            advance();
            pause = 0;
          }
        } catch (error) {
          // A block that does not hold is its followers' to tell; the transactions in it have no outcome.
          if (error instanceof AppError && error.code === 'LEDGER_CORRUPT') advance();
          else isCurrent = false;
          pause = RETRY_MS;
        }
        if (pause > 0) await bell.next(rings, pause, signal);
      }
    },
    async *blocks(from, signal) {
      const members = createMemberWatch();
      let previous: Uint8Array | undefined = from === 0 ? new Uint8Array() : undefined;
      let next = from;
      while (!signal.aborted) {
        if (next > head) {
          await nextBlock(signal);
          continue;
        }
        const checked = await patiently(() => load(next), signal);
        if (previous === undefined) {
          const before = await patiently(() => load(from - 1), signal);
          const configured = await patiently(() => load(before?.lastConfiguration ?? 0), signal);
          if (configured !== undefined) members.see(configured.blockNumber, configured.configurations);
          previous = before?.fabricHash;
        }
        if (checked === undefined || previous === undefined || signal.aborted) return;
        if (Buffer.compare(checked.previousFabricHash, previous) !== 0) throw corruptBlock(next, 'BLOCK_LINK');
        members.see(next, checked.configurations);
        previous = checked.fabricHash;
        next += 1;
        yield checked;
      }
    },
    outcome(transactionId, withinMs) {
      const outcome = known.get(transactionId);
      if (outcome !== undefined) return Promise.resolve(outcome);
      const tells = waiting.get(transactionId) ?? new Set();
      waiting.set(transactionId, tells);
      return new Promise((resolve) => {
        const done = (found: TransactionOutcome | undefined) => {
          clearTimeout(timer);
          tells.delete(done);
          if (tells.size === 0) waiting.delete(transactionId);
          resolve(found);
        };
        const timer = setTimeout(done, withinMs, undefined);
        tells.add(done);
      });
    },
    async position(transactionId) {
      const seen = known.get(transactionId);
      // What was seen may be a later envelope that bears the same id: the peer's index has the first.
      const outcome = seen?.index === undefined ? await firstOutcome(transactionId) : seen;
      if (outcome?.index === undefined) {
        throw new AppError('LEDGER_CORRUPT', 'an entry names a transaction that the own peer does not have', {
          details: { transactionId },
        });
      }
      return { blockNumber: outcome.blockNumber, index: outcome.index };
    },
    async positionAt(peer, transactionId) {
      const checked = await readBlockOf(transactionId, peer);
      const index = checked?.outcomes.find((outcome) => outcome.transactionId === transactionId)?.index;
      return checked === undefined || index === undefined ? undefined : { blockNumber: checked.blockNumber, index };
    },
  };
}

/** Waits out a node that does not answer. undefined when the signal aborts before there is an answer. */
async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && error.code === 'LEDGER_CORRUPT') throw error;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
