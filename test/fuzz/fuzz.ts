import { PkiError, type PkiErrorCode } from '../../pki/errors.js';
import type { Coverage } from './coverage.js';
import { mutate } from './mutate.js';
import { Random } from './random.js';

export interface Target {
  readonly name: string;
  readonly read: (bytes: Uint8Array) => void;
  /** The codes that the reader promises; every other error is a find. */
  readonly codes: readonly PkiErrorCode[];
  readonly seeds: readonly Uint8Array[];
}

export interface Limits {
  readonly inputs: number;
  readonly milliseconds: number;
  readonly seed: number;
}

export interface Find {
  readonly kind: 'crash' | 'slow' | 'leak';
  readonly detail: string;
  readonly input: Uint8Array;
}

export interface Outcome {
  readonly inputs: number;
  readonly milliseconds: number;
  readonly corpus: number;
  readonly find?: Find;
}

export const MOST_MILLISECONDS = 50;
export const MOST_GROWTH = 16 * 1024 * 1024;

const BATCH = 1_024;

/**
 * Runs a reader over mutations of its seeds until the limits or the first find. After each batch the coverage is taken, which
 * costs as much as hundreds of inputs; where the batch reached a new block, its halves run again, and their halves, down to the inputs that
 * reach one: these join the corpus.
 *
 * Does not end a reader that never returns: that is for the time limit of whoever started it.
 */
export async function fuzz(target: Target, limits: Limits, coverage: Coverage, gc: () => void): Promise<Outcome> {
  const random = new Random(limits.seed);
  const corpus = [...target.seeds];
  const begun = performance.now();
  let inputs = 0;
  let held: number | undefined;
  const isInTime = () => performance.now() - begun < limits.milliseconds;
  const outcome = (find?: Find): Outcome => ({
    inputs,
    milliseconds: performance.now() - begun,
    corpus: corpus.length,
    ...(find === undefined ? {} : { find }),
  });

  const fresh = async (batch: readonly Uint8Array[]): Promise<boolean> => {
    for (const input of batch) tryInput(target, input);
    return (await coverage.ran()).some((key) => coverage.isNew(key));
  };
  /** Of a batch that reaches a new block: keeps the inputs that do, each for the blocks that none before it has reached. */
  const distil = async (batch: readonly Uint8Array[]): Promise<void> => {
    const [only, second] = batch;
    if (only === undefined || !isInTime()) return;
    if (second === undefined) {
      tryInput(target, only);
      if (coverage.add(await coverage.ran())) corpus.push(only);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) if (await fresh(half)) await distil(half);
  };

  coverage.forget();
  await coverage.ran();
  for (const seed of target.seeds) {
    const find = tryInput(target, seed);
    if (find !== undefined) return outcome(find);
    inputs++;
  }
  coverage.add(await coverage.ran());
  do {
    const batch: Uint8Array[] = [];
    for (let i = 0; i < BATCH && inputs < limits.inputs && isInTime(); i++) {
      const input = mutate(random.pick(corpus), random.pick(corpus), random);
      batch.push(input);
      inputs++;
      const find = tryInput(target, input);
      if (find !== undefined) return outcome(find);
    }
    if ((await coverage.ran()).some((key) => coverage.isNew(key))) await distil(batch);
    // The first batches fill caches and compile: growth counts from then on.
    if (held === undefined) held = heapAfter(gc);
  } while (inputs < limits.inputs && isInTime());
  const kept = corpus.reduce((sum, each) => sum + each.length, 0);
  const growth = heapAfter(gc) - (held ?? 0) - kept;
  if (growth > MOST_GROWTH) {
    return outcome({
      kind: 'leak',
      detail: `${growth} octets more on the heap`,
      input: corpus.at(-1) ?? new Uint8Array(),
    });
  }
  return outcome();
}

/** One input: `undefined` when the reader took it, or refused it with a code that it promises, in time. */
export function tryInput({ read, codes }: Target, input: Uint8Array): Find | undefined {
  const begun = performance.now();
  try {
    read(input);
  } catch (error) {
    if (!(error instanceof PkiError && codes.includes(error.code))) {
      return { kind: 'crash', detail: error instanceof Error ? (error.stack ?? error.message) : String(error), input };
    }
  }
  if (performance.now() - begun <= MOST_MILLISECONDS) return undefined;
  // Other processes slow this one down: what counts is its own CPU time, at best of three.
  const spent = Math.min(...[1, 2, 3].map(() => cpuMilliseconds(read, input)));
  return spent > MOST_MILLISECONDS ? { kind: 'slow', detail: `${spent} ms of CPU`, input } : undefined;
}

function cpuMilliseconds(read: Target['read'], input: Uint8Array): number {
  const before = process.cpuUsage();
  try {
    read(input);
  } catch {
    // Judged above.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function heapAfter(gc: () => void): number {
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
