import { z } from 'zod';
import { parseStoredEntry, type StoredEntry } from '../../../chaincode/model/stored-entry.js';
import { PkiError } from '../../../pki/errors.js';
import { AppError } from '../../domain/errors.js';
import type { LedgerEntry, LedgerSnapshot } from '../../domain/ports/ledger.js';
import { coalesceReads } from '../coalesce-reads.js';
import type { FabricCalls } from './calls.js';
import type { Chain } from './chain.js';
import type { Peer } from './client/peer.js';

export interface ReadEntriesDeps {
  own: Peer;
  others: () => readonly Peer[];
  calls: FabricCalls;
  chain: Chain;
}

const KEY = /^[!-~]{1,256}$/;
const answered = z.record(z.string(), z.string());

/** Entries of the own node with their places; of two other members' nodes where it does not answer. */
export function createReadEntries(deps: ReadEntriesDeps): (keys: readonly string[]) => Promise<LedgerSnapshot> {
  return coalesceReads(async (keys) => {
    try {
      return await readOwn(deps, keys);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'LEDGER_UNAVAILABLE') throw error;
      return readOthers(deps, keys, error);
    }
  });
}

/**
 * Fabric does not say at which height it has read. The entries are those of one moment; the height given out is the newest one
 * known before it, or that of the newest entry: nothing under these keys has changed between that and the moment.
 */
async function readOwn({ own, calls, chain }: ReadEntriesDeps, keys: readonly string[]): Promise<LedgerSnapshot> {
  const before = chain.height();
  // Asked before the entries, and only where there is doubt: while a peer runs it only ever moves on.
  if (!chain.isCurrent() && (await calls.height(own)) < before) {
    throw new AppError('LEDGER_UNAVAILABLE', 'the own peer is behind what this gateway has seen');
  }
  const stored = await ask(calls, own, keys);
  const entries = await placed(stored, (transactionId) => chain.position(transactionId));
  return { height: Math.max(before, ...[...entries.values()].map(({ blockNumber }) => blockNumber)), entries };
}

/** What two other members say alike, at the lower of their heights, and not below what this gateway has seen. */
async function readOthers(
  { others, calls, chain }: ReadEntriesDeps,
  keys: readonly string[],
  cause: AppError,
): Promise<LedgerSnapshot> {
  const unavailable = (why: string) => new AppError('LEDGER_UNAVAILABLE', why, { cause });
  const answers = await Promise.allSettled(
    onePerMember(others()).map(async (peer) => {
      const height = await calls.height(peer);
      return { peer, height, stored: await ask(calls, peer, keys) };
    }),
  );
  const [first, second] = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  if (first === undefined || second === undefined) throw unavailable('neither the own peer nor two others answer');
  const height = Math.min(first.height, second.height);
  if (height < chain.height()) throw unavailable('the others are behind what this gateway has seen');
  const same = JSON.stringify([...first.stored]) === JSON.stringify([...second.stored]);
  if (!same) throw unavailable('two other peers do not say the same');
  const entries = await placed(first.stored, async (transactionId) => {
    const places = [first, second].map(({ peer }) => chain.positionAt(peer, transactionId));
    // A bad block of another's is no word on the own peer, which LEDGER_CORRUPT would be.
    const [place, again] = await Promise.all(places).catch(() => []);
    const agreed = place?.blockNumber === again?.blockNumber && place?.index === again?.index ? place : undefined;
    if (agreed === undefined || agreed.blockNumber > height) throw unavailable('two other peers do not say the same');
    return agreed;
  });
  return { height, entries, fallback: { nodes: [first.peer.name, second.peer.name] } };
}

async function ask(calls: FabricCalls, peer: Peer, keys: readonly string[]): Promise<Map<string, StoredEntry>> {
  const asked = keys.filter((key) => KEY.test(key));
  const answer = answered.safeParse(await calls.ask(peer, 'read', JSON.stringify({ keys: asked })));
  if (!answer.success) throw new AppError('LEDGER_UNAVAILABLE', `the peer ${peer.name} answers something else`);
  const stored = new Map<string, StoredEntry>();
  for (const key of asked) {
    const text = answer.data[key];
    if (text !== undefined) stored.set(key, storedEntry(key, text));
  }
  return stored;
}

/** An entry of a peer's state: a bad one is AppError LEDGER_CORRUPT. */
export function storedEntry(key: string, text: string): StoredEntry {
  try {
    return parseStoredEntry(text);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AppError('LEDGER_CORRUPT', 'an entry of the ledger is no record', { details: { key }, cause });
  }
}

async function placed(
  stored: ReadonlyMap<string, StoredEntry>,
  placeOf: (transactionId: string) => Promise<{ blockNumber: number; index: number }>,
): Promise<Map<string, LedgerEntry>> {
  const entries = new Map<string, LedgerEntry>();
  for (const [key, { record, transactionId }] of stored) {
    const { blockNumber, index } = await placeOf(transactionId);
    entries.set(key, { key, record, blockNumber, index });
  }
  return entries;
}

function onePerMember(peers: readonly Peer[]): Peer[] {
  const members = new Map<string, Peer>();
  for (const peer of peers) if (!members.has(peer.mspId)) members.set(peer.mspId, peer);
  return [...members.values()];
}
