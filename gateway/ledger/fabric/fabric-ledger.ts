import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { AppError } from '../../domain/errors.js';
import type { CommittedTransaction, Ledger, LedgerHistoryItem } from '../../domain/ports/ledger.js';
import type { SubmissionJournal } from '../../domain/ports/submission-journal.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { fabricBlockHash } from './block/block-hash.js';
import { decodeBlock } from './block/decode-block.js';
import { createFabricCalls } from './calls.js';
import { createChain } from './chain.js';
import { connectFabric } from './client/connect.js';
import { createFabricIdentity, sha256 } from './client/identity.js';
import type { FabricConnection } from './connection-file.js';
import type { Enrolled } from './enrolment/enrolment.js';
import { findFirstPosition } from './first-position.js';
import { type InspectedBlock, inspectChain } from './inspect-chain.js';
import { createProtectEntries } from './protect-entries.js';
import { createReadEntries } from './read-entries.js';
import { askHistory } from './read-history.js';
import { createSlots } from './slots.js';
import { canonicalInput, createSubmit } from './submit.js';

export interface FabricLedgerOptions {
  connection: FabricConnection;
  /** This gateway's key on Fabric, and that of its TLS connections. */
  enrolled: Enrolled;
  tls: Enrolled;
  journal: SubmissionJournal;
  /** The transaction functions, chaincode/transactions, by which every block is judged again. */
  apply: ApplyTransaction;
  clock: { now(): number };
  /** 24 random bytes. */
  nonce: () => Uint8Array;
  /** 0 to below 1. */
  random: () => number;
  /** Milliseconds to wait for the channel's nodes; 30,000 unless given. */
  patienceMs?: number;
}

export interface FabricLedger extends Ledger {
  /** See createProtectEntries: for after a member has come or gone. */
  protect(keys: readonly string[]): Promise<number>;
  /** All blocks up to a height, those too at which `blocks` ends for good. */
  inspect(height: number): AsyncIterable<InspectedBlock>;
  close(): Promise<void>;
}

const ANSWER_MS = 5_000;
const RETRY_MS = 500;
/** Transactions between endorsement and commit; what comes beyond waits here and not in a peer. */
const IN_FLIGHT = 24;
/** Each may hold some hundred kilobytes; whoever comes when there are as many has to come again. */
const WAITING = 1_000;

/**
 * The ledger on Hyperledger Fabric, by the domain's own peer. What that peer says is read from raw blocks and checked; what it
 * writes is endorsed by a majority. Rejects with LEDGER_UNAVAILABLE where no peer answers.
 */
export async function openFabricLedger(options: FabricLedgerOptions): Promise<FabricLedger> {
  const { connection, clock, nonce, random, journal, patienceMs = 30_000 } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const identity = createFabricIdentity({ mspId: connection.mspId, ...options.enrolled });
  const client = await connectFabric({ ...options, identity, signal, patienceMs });
  const { own } = client;
  const calls = createFabricCalls({ ...connection, identity, clock, nonce, timeoutMs: ANSWER_MS });
  const opened = await startOf().catch((error: unknown) => {
    closing.abort();
    client.close();
    throw error;
  });
  const chain = createChain({
    chaincode: connection.chaincode,
    block: (number) => calls.block(own, number),
    blockOf: (transactionId, peer = own) => calls.blockOf(peer, transactionId),
    ledger: opened.ledgerId,
    apply: options.apply,
    height: opened.height,
    bell: client.bell,
  });
  const watching = chain.watch(signal);
  const history = async (key: string): Promise<LedgerHistoryItem[]> => {
    const items: LedgerHistoryItem[] = [];
    // One after the other: a key may have been written thousands of times, and each place may be a block to read.
    for (const item of await askHistory(calls, own, key)) {
      items.push({ ...item, ...(await chain.position(item.transactionId)) });
    }
    return items;
  };
  const submitOnce = createSubmit({
    client,
    calls,
    chain,
    identity,
    journal,
    firstPosition: (input, digest) =>
      findFirstPosition({ history: (key) => askHistory(calls, own, key), position: chain.position }, input, digest),
    random,
    signal,
  });
  const inSlot = createSlots(IN_FLIGHT, WAITING);
  const underWay = new Map<string, Promise<CommittedTransaction>>();

  return {
    ledgerId: opened.ledgerId,
    async submit(input: TransactionInput) {
      const text = canonicalInput(input);
      const name = sha256(Buffer.from(text)).toString('hex');
      // The same asked for twice at once is one transaction. The same command with another signature is not the same: a forged
      // one would be the end of the true one.
      const submitting =
        underWay.get(name) ?? inSlot(() => submitOnce(input, text)).finally(() => underWay.delete(name));
      underWay.set(name, submitting);
      return submitting;
    },
    read: createReadEntries({ own, others: client.others, calls, chain }),
    history,
    protect: createProtectEntries({ client, calls, chain, identity, signal }),
    blocks: (from, until) => chain.blocks(from, AbortSignal.any([until, signal])),
    inspect: (height) =>
      inspectChain({ chaincode: connection.chaincode, block: (number) => calls.block(own, number) }, height),
    async close() {
      closing.abort();
      await Promise.allSettled([watching, ...underWay.values()]);
      client.close();
    },
  };

  /** The own peer may be the last of the nodes to answer. */
  async function startOf() {
    const until = performance.now() + patienceMs;
    for (;;) {
      try {
        const height = await calls.height(own);
        const first = await calls.block(own, 0);
        if (first === undefined) throw new AppError('LEDGER_CORRUPT', 'the own peer has no block 0');
        return { height, ledgerId: fabricBlockHash(decodeBlock(0, first).header) };
      } catch (error) {
        const mayPass = error instanceof AppError && error.code === 'LEDGER_UNAVAILABLE';
        if (!mayPass || performance.now() > until) throw error;
        await sleep(RETRY_MS);
      }
    }
  }
}
