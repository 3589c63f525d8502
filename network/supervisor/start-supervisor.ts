import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readSupervisor } from '../control.js';
import { identityOf } from '../support/process-identity.js';
import { plainEnvironment } from '../support/run-program.js';
import { until } from '../support/until.js';
import type { Layout } from '../topology/layout.js';

const SUPERVISOR = fileURLToPath(new URL('./main.js', import.meta.url));
const PATIENCE_MS = 10_000;

/** Starts a supervisor that outlives this process. Throws NOT_READY. */
export async function startSupervisor(layout: Layout): Promise<void> {
  mkdirSync(layout.logs, { recursive: true });
  const log = openSync(layout.supervisorLog, 'a');
  const child = spawn(process.execPath, [SUPERVISOR, layout.data], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: layout.data,
    env: plainEnvironment(process.env),
  });
  closeSync(log);
  child.unref();
  await until('the supervisor did not start', PATIENCE_MS, async () => {
    const found = readSupervisor(layout.supervisor);
    return (found?.alive && found.file.pid === child.pid) || undefined;
  });
}

/** Ends what a supervisor that was killed has left running, and forgets it. The start times keep it from hitting anything else. */
export async function endLeftovers(layout: Layout): Promise<number> {
  const found = readSupervisor(layout.supervisor);
  if (found === undefined || found.alive) return 0;
  const left = found.file.processes.filter(({ pid, identity }) => identityOf(pid) === identity);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  while (left.some(({ pid, identity }) => identityOf(pid) === identity)) await wait(20);
  await rm(layout.supervisor, { force: true });
  return left.length;
}
