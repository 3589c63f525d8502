import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from './server-process.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

export type KeptServer = { processId(): number; stop(): Promise<void> };

/**
 * Starts a server again whenever it ends without having been asked to. The first attempts may fail: PostgreSQL refuses a folder
 * while processes of the server before are still attached to it, which they are for a moment after it was killed.
 */
export function keepRunning(first: ServerProcess, startAgain: () => Promise<ServerProcess>): KeptServer {
  const stopping = new AbortController();
  const { signal } = stopping;
  let server = first;

  const follow = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; ) {
      await server.ended;
      if (signal.aborted) return;
      // Must not keep alive a process that has nothing else to do.
      await sleep(pause, undefined, { ref: false, signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        server = await startAgain();
        pause = FIRST_PAUSE_MS;
      } catch {
        // The server's own words are in its log.
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  };
  const following = follow();

  return {
    processId: () => server.processId,
    async stop() {
      stopping.abort();
      await server.stop();
      // One that was being started when this was called.
      await following;
      await server.stop();
    },
  };
}
