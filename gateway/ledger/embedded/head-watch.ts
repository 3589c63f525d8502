import type { Pool, PoolClient } from 'pg';
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
  let listening: Promise<PoolClient | undefined> | undefined;
  let closed = false;

  const wake = () => {
    signs += 1;
    const woken = waiting;
    waiting = new Set();
    for (const resolve of woken) resolve();
  };
  const listen = async () => {
    try {
      const client = await pool.connect();
      client.on('notification', wake);
      client.once('error', () => {
        listening = undefined;
        client.release(true);
        wake();
      });
      await client.query(`LISTEN ${BLOCK_CHANNEL}`);
      // A block may have come between the last look and LISTEN.
      wake();
      return client;
    } catch {
      // Polling carries on, and the next wait tries again.
      listening = undefined;
      return undefined;
    }
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
      const open = listening;
      listening = undefined;
      const client = await open;
      client?.removeAllListeners('error');
      client?.on('error', () => undefined);
      client?.release(true);
      wake();
    },
  };
}
