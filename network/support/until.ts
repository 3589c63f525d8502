import { setTimeout as wait } from 'node:timers/promises';
import { NetworkError } from '../network-error.js';

const POLL_MS = 50;

/** Asks again until there is an answer. Throws NOT_READY with that reason when there was none in time; what `ask` throws ends it at once. */
export async function until<T>(reason: string, patienceMs: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new NetworkError('NOT_READY', `${reason} (waited ${patienceMs / 1000} s)`);
    await wait(POLL_MS);
  }
}
