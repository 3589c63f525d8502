import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReadyMessage } from '../main.js';

const GATEWAY = fileURLToPath(new URL('../main.js', import.meta.url));
const PATIENCE_MS = 60_000;

export interface GatewayProcess {
  address: string;
  databasePort: number | undefined;
  processId: number;
  /** Resolves when the process has ended, for whatever reason. */
  ended: Promise<void>;
  /** Resolves when the process has ended, and its database with it. */
  stop(): Promise<void>;
}

/** Starts a gateway in a process of its own; its log goes to a file. Rejects with the end of what it said. */
export async function startGatewayProcess(env: Record<string, string>, logFile: string): Promise<GatewayProcess> {
  const log = createWriteStream(logFile, { flags: 'a' });
  const child: ChildProcess = fork(GATEWAY, {
    // Only what the gateway needs: nothing of this process's own secrets.
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TMPDIR: process.env.TMPDIR ?? '/tmp', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
      log.write(chunk);
    });
  }
  const ended = once(child, 'exit').then(() => void log.end());
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => message as ReadyMessage),
    ended.then(() => undefined),
    new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS, undefined).unref()),
  ]);
  if (ready === undefined || child.pid === undefined) {
    child.kill('SIGKILL');
    throw new Error(`a gateway did not start: ${said}`);
  }
  return {
    address: ready.address,
    databasePort: ready.databasePort,
    processId: child.pid,
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
