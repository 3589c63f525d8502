/** Rings when the own peer has a new block. What rings is no evidence of anything: it only says that a look is worth it. */
export interface BlockBell {
  /** Whether the peer tells of its blocks at present. */
  isOn(): boolean;
  /** How often it has rung so far. */
  rings(): number;
  /** Resolves when it has rung more often than `rings`, or after the time, or when the signal aborts. */
  next(rings: number, withinMs: number, signal: AbortSignal): Promise<void>;
}

/** `ring` and `turn` are for whoever hears the peer. */
export function createBlockBell(): BlockBell & { ring(): void; turn(isOn: boolean): void } {
  const listening = new Set<() => void>();
  let count = 0;
  let isOn = false;
  return {
    isOn: () => isOn,
    rings: () => count,
    next(rings, withinMs, signal) {
      if (count > rings || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          listening.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, withinMs);
        listening.add(done);
        signal.addEventListener('abort', done);
      });
    },
    ring() {
      count += 1;
      for (const tell of [...listening]) tell();
    },
    turn(to) {
      isOn = to;
    },
  };
}
