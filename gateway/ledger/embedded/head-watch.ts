import type { Pool, PoolClient } from 'pg';
import { connect } from './on-one-client.js';
import { BLOCK_CHANNEL } from './write-block.js';

/** Tells that there may be a new block. It may be wrong in both directions: followers look for themselves. */
export interface HeadWatch {
  /** Signs of blocks so far. */
  signs(): number;
  /** Resolves at the first sign after `signs`, after the polling interval, or when the signal aborts. Never rejects. */
  after(signs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** LISTEN over one connection of the pool, and polling for whenever that is down. */
export function createHeadWatch(pool: Pool, pollInterval: number): HeadWatch {
  let signs = 0;
  let waiting = new Set<() => void>();
  let listening: Promise<() => void> | undefined;
  let closed = false;

  const wake = () => {
    signs += 1;
    const woken = waiting;
    waiting = new Set();
    for (const resolve of woken) resolve();
  };
  const listen = async () => {
    let client: PoolClient | undefined;
    let isOpen = true;
    const drop = () => {
      // A connection may fail more than once, and is given back once.
      if (!isOpen) return;
      isOpen = false;
      listening = undefined;
      client?.release(true);
    };
    try {
      client = await connect(pool, drop);
      if (!isOpen) {
        client.release(true);
        return drop;
      }
      client.on('notification', wake);
      await client.query(`LISTEN ${BLOCK_CHANNEL}`);
      // A block may have come between the last look and LISTEN. Where LISTEN is refused this must not go round and round.
      wake();
    } catch {
      // Polling carries on, and the next wait tries again.
      drop();
    }
    return drop;
  };

  return {
    signs: () => signs,
    after: (seen, signal) =>
      new Promise((resolve) => {
        if (closed || signal.aborted || signs !== seen) {
          resolve();
          return;
        }
        listening ??= listen();
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, pollInterval);
        signal.addEventListener('abort', done, { once: true });
        waiting.add(done);
      }),
    async close() {
      closed = true;
      const drop = await listening;
      drop?.();
      wake();
    },
  };
}
