import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayProcess } from './gateway-process.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

export interface KeptGateway {
  address: string;
  /** At present, or the last one. */
  process(): GatewayProcess;
  /** Ends it, and it stays down until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/**
 * Starts a gateway, on a port that is free, and again under the same address whenever its process ends without having been asked
 * to. `onEnd` is told each time, with the cause where an attempt has failed.
 */
export async function keepGateway(
  run: (port: string) => Promise<GatewayProcess>,
  onEnd: (cause?: unknown) => void,
): Promise<KeptGateway> {
  let gateway = await run('0');
  const { address } = gateway;
  const { port } = new URL(address);
  let wanted = new AbortController();
  let following = follow(wanted.signal);

  async function follow(signal: AbortSignal): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; ; ) {
      await gateway.ended;
      if (signal.aborted) return;
      if (pause === FIRST_PAUSE_MS) onEnd();
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        gateway = await run(port);
        pause = FIRST_PAUSE_MS;
      } catch (cause) {
        onEnd(cause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  return {
    address,
    process: () => gateway,
    async stop() {
      wanted.abort();
      await gateway.stop();
      // One that was being started when this was called.
      await following;
      await gateway.stop();
    },
    async start() {
      gateway = await run(port);
      wanted = new AbortController();
      following = follow(wanted.signal);
    },
  };
}
