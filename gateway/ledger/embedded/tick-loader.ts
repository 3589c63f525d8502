/**
 * Gathers what is asked for within one turn of the event loop, and loads it at once; loads never overlap. `idle` resolves
 * when nothing is under way. A failed load fails everybody who waits for it.
 */
export interface TickLoader<V> {
  get(key: string): Promise<V | undefined>;
  idle(): Promise<void>;
}

export function createTickLoader<V>(load: (keys: string[]) => Promise<Map<string, V>>): TickLoader<V> {
  let waiting: { key: string; resolve: (value: V | undefined) => void; reject: (reason: unknown) => void }[] = [];
  let running: Promise<void> = Promise.resolve();

  const flush = async () => {
    const asked = waiting;
    waiting = [];
    try {
      const found = await load([...new Set(asked.map(({ key }) => key))]);
      for (const { key, resolve } of asked) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  const nextTick = () => new Promise<void>((resolve) => void setImmediate(resolve));

  return {
    get: (key) =>
      new Promise((resolve, reject) => {
        waiting.push({ key, resolve, reject });
        if (waiting.length > 1) return;
        const before = running;
        running = nextTick()
          .then(() => before)
          .then(flush);
      }),
    async idle() {
      while (waiting.length > 0) await running;
      await running;
    },
  };
}
