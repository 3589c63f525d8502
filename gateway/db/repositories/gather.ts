interface Asked<V> {
  key: string;
  resolve: (value: V | undefined) => void;
  reject: (reason: unknown) => void;
}

/** Two, so that one slow look does not hold up everybody. */
const MOST_AT_ONCE = 2;

/**
 * Looks up together what is asked for within one turn of the event loop, or while two looks are under way: under load the round
 * trips to the database cost more than the rows. A failed look fails everybody who waits for it; nothing is remembered.
 */
export function gather<V>(
  load: (keys: readonly string[]) => Promise<Map<string, V>>,
): (key: string) => Promise<V | undefined> {
  let waiting: Asked<V>[] = [];
  let loading = 0;
  let planned = false;

  const plan = () => {
    if (planned || waiting.length === 0 || loading === MOST_AT_ONCE) return;
    planned = true;
    setImmediate(() => void flush());
  };
  const flush = async () => {
    const asked = waiting;
    waiting = [];
    planned = false;
    loading += 1;
    try {
      const found = await load([...new Set(asked.map(({ key }) => key))]);
      for (const { key, resolve } of asked) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    } finally {
      loading -= 1;
      plan();
    }
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      plan();
    });
}
