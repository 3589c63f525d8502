import { setTimeout as sleep } from 'node:timers/promises';

/** Does the work, at once unless told otherwise, again and again until the signal aborts; a failure is told, and does not end it. */
export async function repeat(
  work: () => Promise<void>,
  options: { everyMs: number; signal: AbortSignal; onFailure: (cause: unknown) => void; firstAfterMs?: number },
): Promise<void> {
  if (options.firstAfterMs !== undefined) {
    await sleep(options.firstAfterMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
  while (!options.signal.aborted) {
    try {
      await work();
    } catch (cause) {
      if (!options.signal.aborted) options.onFailure(cause);
    }
    await sleep(options.everyMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
}
