import { setTimeout as sleep } from 'node:timers/promises';
import { BenchFailure } from './bench-failure.js';

/** Asks again every 50 ms while the work rejects or answers undefined. Throws BenchFailure after a minute. */
export async function until<T>(what: string, work: () => Promise<T | undefined>): Promise<T> {
  const patience = performance.now() + 60_000;
  let cause: unknown;
  while (performance.now() < patience) {
    try {
      const answer = await work();
      if (answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    await sleep(50);
  }
  throw new BenchFailure(`waited a minute for ${what}`, { cause });
}
