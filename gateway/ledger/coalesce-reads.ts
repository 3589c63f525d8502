import type { LedgerSnapshot } from '../domain/ports/ledger.js';

type Read = (keys: readonly string[]) => Promise<LedgerSnapshot>;

interface Asked {
  keys: readonly string[];
  resolve: (snapshot: LedgerSnapshot) => void;
  reject: (reason: unknown) => void;
}

/** Most keys of one read: a page of entries that any node answers well within its patience. */
export const MAX_READ_KEYS = 1_000;

/**
 * What is asked for within one turn of the event loop shares a read, up to 1,000 keys: on the path of a verification the round
 * trip costs more than the entries.
 */
export function coalesceReads(read: Read): Read {
  let waiting: Asked[] = [];

  const readTogether = async (asked: readonly Asked[]) => {
    try {
      const snapshot = await read([...new Set(asked.flatMap(({ keys }) => keys))]);
      for (const { keys, resolve } of asked) resolve(asked.length === 1 ? snapshot : partOf(snapshot, keys));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  const flush = () => {
    const asked = waiting;
    waiting = [];
    for (const group of grouped(asked)) void readTogether(group);
  };

  return (keys) =>
    new Promise((resolve, reject) => {
      if (keys.length > MAX_READ_KEYS) throw new RangeError(`a read takes ${MAX_READ_KEYS} keys at most`);
      waiting.push({ keys, resolve, reject });
      if (waiting.length === 1) setImmediate(flush);
    });
}

function* grouped(asked: readonly Asked[]): Generator<Asked[]> {
  let group: Asked[] = [];
  let count = 0;
  for (const each of asked) {
    if (count + each.keys.length > MAX_READ_KEYS) {
      yield group;
      group = [];
      count = 0;
    }
    group.push(each);
    count += each.keys.length;
  }
  if (group.length > 0) yield group;
}

function partOf(snapshot: LedgerSnapshot, keys: readonly string[]): LedgerSnapshot {
  const entries: LedgerSnapshot['entries'] = new Map();
  for (const key of keys) {
    const entry = snapshot.entries.get(key);
    if (entry !== undefined) entries.set(key, entry);
  }
  return { ...snapshot, entries };
}
