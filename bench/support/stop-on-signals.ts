const stopping = new Set<() => Promise<unknown>>();

/** Runs `work` with something that must be stopped, whatever happens: the end, an error, SIGINT or SIGTERM. */
export async function using<T extends { stop(): Promise<unknown> }, R>(
  started: Promise<T>,
  work: (thing: T) => Promise<R>,
): Promise<R> {
  // From the beginning: a signal that comes while it starts waits until it can be stopped.
  const stop = async () => (await started).stop();
  stopping.add(stop);
  try {
    return await work(await started);
  } finally {
    stopping.delete(stop);
    await stop();
  }
}

/** To be called once: signals stop what runs, newest first, before they end the process. */
export function stopOnSignals(): void {
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      const all = [...stopping].toReversed();
      stopping.clear();
      void (async () => {
        for (const stop of all) await stop().catch(() => undefined);
        process.exit(status);
      })();
    });
  }
}
