import { randomInt } from 'node:crypto';

/** Where the entries of a list stand, found by serial number: a hash table of numbers, no object for an entry. */
export interface EntryIndex {
  /** Numbers of the entries whose serial number has these content octets, in the order of the list. */
  find(serial: Uint8Array): readonly number[];
  /** Whether two entries stand for one serial number. */
  readonly hasRepeated: boolean;
}

export interface EntryOffsets {
  readonly count: number;
  /** Offsets of the first and after the last content octet of each entry's serial number. */
  readonly serialStart: Uint32Array;
  readonly serialEnd: Uint32Array;
}

const EMPTY = -1;

export function indexEntries(bytes: Uint8Array, { count, serialStart, serialEnd }: EntryOffsets): EntryIndex {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * count)));
  const first = new Int32Array(size).fill(EMPTY);
  const next = new Int32Array(count).fill(EMPTY);
  // Serial numbers are drawn by the issuer; a seed of ours keeps it from filling one slot with all of them.
  const seed = randomInt(2 ** 31);
  const slotOf = (from: Uint8Array, start: number, end: number): number => {
    let hash = 0x811c9dc5 ^ seed;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (from[i] ?? 0), 0x01000193);
    hash ^= hash >>> 15;
    return (Math.imul(hash, 0x2c1b3c6d) >>> 8) & (size - 1);
  };
  const isSame = (entry: number, serial: Uint8Array, start: number, end: number): boolean => {
    const at = serialStart[entry] ?? 0;
    if ((serialEnd[entry] ?? 0) - at !== end - start) return false;
    for (let i = 0; i < end - start; i++) if (bytes[at + i] !== serial[start + i]) return false;
    return true;
  };
  // From the last to the first, so that each chain is in the order of the list.
  let hasRepeated = false;
  for (let entry = count - 1; entry >= 0; entry--) {
    const [start, end] = [serialStart[entry] ?? 0, serialEnd[entry] ?? 0];
    const slot = slotOf(bytes, start, end);
    for (let other = first[slot] ?? EMPTY; other !== EMPTY && !hasRepeated; other = next[other] ?? EMPTY) {
      hasRepeated = isSame(other, bytes, start, end);
    }
    next[entry] = first[slot] ?? EMPTY;
    first[slot] = entry;
  }
  return {
    hasRepeated,
    find(serial) {
      const found: number[] = [];
      const slot = slotOf(serial, 0, serial.length);
      for (let entry = first[slot] ?? EMPTY; entry !== EMPTY; entry = next[entry] ?? EMPTY) {
        if (isSame(entry, serial, 0, serial.length)) found.push(entry);
      }
      return found;
    },
  };
}
