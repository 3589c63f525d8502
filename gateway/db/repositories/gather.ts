interface Asked<V> {
  key: string;
  resolve: (value: V | undefined) => void;
  reject: (reason: unknown) => void;
}

/**
 * Looks up together what is asked for within one turn of the event loop: under load the round trips to the database cost more
 * than the rows. A failed look fails everybody who waits for it; nothing is remembered.
 */
export function gather<V>(
  load: (keys: readonly string[]) => Promise<Map<string, V>>,
): (key: string) => Promise<V | undefined> {
  let waiting: Asked<V>[] = [];

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

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (waiting.length === 1) setImmediate(() => void flush());
    });
}
