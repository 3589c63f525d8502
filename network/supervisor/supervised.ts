import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { identityOf } from '../support/process-identity.js';
import type { ProcessSpec, ProcessStatus, Signal } from './protocol.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** Whoever lived that long has started well: its next end counts as a first one. */
const LIVED_MS = 5_000;
/** After a polite request to end. */
const GRACE_MS = 5_000;

export interface Supervised {
  status(): ProcessStatus;
  /** Number and identity while it runs. */
  running(): { name: string; pid: number; identity: string } | undefined;
  start(): void;
  /** Ends it, by force if it takes too long, and keeps it down. */
  stop(): Promise<void>;
  hold(): void;
  /** false when it does not run */
  signal(signal: Signal): boolean;
}

/** Runs one process and starts it again when it dies, after a pause that grows while it keeps dying. `changed` is told of each start and end. */
export function createSupervised(spec: ProcessSpec, changed: (event: string) => void): Supervised {
  let wanted = false;
  let child: ChildProcess | undefined;
  let identity = '';
  let startedAt = 0;
  let restarts = 0;
  let pause = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let ended: Promise<void> = Promise.resolve();

  function run() {
    timer = undefined;
    const log = openSync(spec.log, 'a');
    const started = spawn(spec.command, spec.args, { cwd: spec.cwd, env: spec.env, stdio: ['ignore', log, log] });
    closeSync(log);
    startedAt = Date.now();
    child = started;
    ended = new Promise((resolve) => {
      const end = (how: string) => {
        if (child !== started) return;
        child = undefined;
        changed(`${spec.name} ended: ${how}`);
        if (wanted) again();
        resolve();
      };
      started.once('exit', (code, signal) => end(signal ?? `status ${code}`));
      started.once('error', (error) => end(error.message));
    });
    if (started.pid === undefined) return;
    identity = identityOf(started.pid) ?? '';
    changed(`${spec.name} started: ${started.pid}`);
  }

  function again() {
    restarts++;
    pause = Date.now() - startedAt > LIVED_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
    timer = setTimeout(run, pause);
  }

  return {
    status: () => ({
      name: spec.name,
      state: child?.pid === undefined ? (wanted ? 'restarting' : 'stopped') : 'running',
      restarts,
      ...(child?.pid === undefined ? {} : { pid: child.pid }),
      ...(startedAt === 0 ? {} : { startedAt: new Date(startedAt).toISOString() }),
    }),
    running: () => (child?.pid === undefined ? undefined : { name: spec.name, pid: child.pid, identity }),
    start() {
      wanted = true;
      pause = FIRST_PAUSE_MS;
      if (child !== undefined) return;
      clearTimeout(timer);
      run();
    },
    async stop() {
      wanted = false;
      clearTimeout(timer);
      child?.kill('SIGTERM');
      // Whoever has been paused hears nothing else.
      child?.kill('SIGCONT');
      const force = setTimeout(() => child?.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(force);
    },
    hold() {
      wanted = false;
      clearTimeout(timer);
    },
    signal: (signal) => child?.kill(signal) ?? false,
  };
}
