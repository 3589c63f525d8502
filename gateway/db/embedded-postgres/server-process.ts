import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Account, canEnter } from './account.js';
import { PostgresError } from './errors.js';
import type { NativeFolder } from './native-folder.js';
import { asAccount, cleanEnvironment } from './run.js';

const START_LIMIT_MS = 120_000;
const FAST_STOP_LIMIT_MS = 30_000;
const TAIL_LINES = 30;

/**
 * The shell leaves a watcher behind and becomes the server, so the server's number is our child's.
 * Descriptor 3 is a pipe that only we hold. A line on it means: stopped in the ordinary way. Its end without a line
 * means that we died, however: the watcher asks for a fast shutdown, and after 20 s for an immediate one. It signals
 * only the process that the lock file names, so never a stranger that got the number.
 * The watcher is nobody's child (two forks): the server would take a child it does not know for a crash.
 */
const LAUNCHER = `
server=$$
( (
  if read -r line <&3; then exit 0; fi
  tries=0
  while [ "$tries" -lt 150 ] && kill -0 "$server"; do
    signal=INT
    if [ "$tries" -ge 100 ]; then signal=QUIT; fi
    if read -r running <postmaster.pid && [ "$running" = "$server" ]; then kill -s "$signal" "$server"; fi
    tries=$((tries + 1))
    sleep 0.2
  done
) </dev/null >/dev/null 2>&1 & )
exec "$@" 3<&-
`;

export type ServerProcess = {
  processId: number;
  /** Resolves when the process has ended, for whatever reason. */
  ended: Promise<unknown>;
  stop(): Promise<void>;
};

/**
 * Starts `postgres` on `folder` and waits until it accepts connections.
 * It has a session of its own, so Ctrl-C in a terminal reaches only us and we close in our own order.
 */
export async function startServer(
  folder: string,
  options: {
    native: NativeFolder;
    account: Account | undefined;
    settings: Readonly<Record<string, string>>;
    log: (line: string) => void;
  },
): Promise<ServerProcess> {
  const { native, account, settings, log } = options;
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    '/bin/sh',
    ['-c', LAUNCHER, 'sh', join(native.folder, 'bin', 'postgres'), '-D', await nameFor(folder, account), ...flags],
    {
      ...asAccount(account),
      cwd: folder,
      env: cleanEnvironment(),
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const { stderr } = child;
  const lifeline = child.stdio[3];
  if (stderr === null || !(lifeline instanceof Socket)) throw new TypeError('both were asked for as pipes');
  lifeline.on('error', () => undefined);

  const tail: string[] = [];
  let stopping: Promise<void> | undefined;
  let announceReady = () => {};
  const ready = new Promise<'ready'>((resolve) => {
    announceReady = () => resolve('ready');
  });
  const lines = createInterface({ input: stderr });
  lines.on('line', (line) => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    log(line);
    if (line.includes('database system is ready to accept connections')) announceReady();
  });
  const logged = new Promise<void>((resolve) => {
    lines.once('close', resolve);
  });
  // Not the event `close`: that one waits for the lifeline too, and the lifeline for us.
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      tail.push(String(error));
      resolve();
    });
  });
  const ended = exited.then(async (): Promise<'ended'> => {
    lifeline.end('stopped\n');
    await logged;
    if (stopping === undefined) log('postgres ended without having been asked to');
    return 'ended';
  });

  const outcome = await within(START_LIMIT_MS, Promise.race([ready, ended]));
  if (outcome !== 'ready') {
    if (outcome === undefined) child.kill('SIGQUIT');
    const taken = tail.some((line) => line.includes('could not bind') && line.includes('Address already in use'));
    throw new PostgresError(
      taken ? 'POSTGRES_PORT_TAKEN' : 'POSTGRES_START_FAILED',
      outcome === undefined ? `not ready after ${START_LIMIT_MS} ms` : 'the server ended while it started',
      { logTail: tail },
    );
  }
  if (child.pid === undefined) throw new TypeError('a process that wrote has a number');

  // A cluster alone does not keep the process alive; when it ends, so does the server.
  child.unref();
  if (stderr instanceof Socket) stderr.unref();
  lifeline.unref();

  const stop = async (): Promise<void> => {
    child.ref();
    child.kill('SIGINT');
    if ((await within(FAST_STOP_LIMIT_MS, ended)) === 'ended') return;
    child.kill('SIGQUIT');
    if ((await within(5_000, ended)) === 'ended') return;
    throw new PostgresError('POSTGRES_STOP_FAILED', `process ${child.pid} does not end`, { logTail: tail });
  };
  return {
    processId: child.pid,
    ended,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/**
 * What to call the data folder. The child enters it while still root; below a folder that is closed to the account,
 * such as /root, only the working directory leads back to it, and the server keeps to it for its whole life.
 */
async function nameFor(folder: string, account: Account | undefined): Promise<string> {
  if (account === undefined || (await canEnter(folder, account))) return folder;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new PostgresError(
    'POSTGRES_FOLDER_UNREACHABLE',
    `uid ${account.uid}, as whom the database runs, cannot enter ${folder}: choose another or do not run as root`,
  );
}

/** The outcome, or undefined when it takes longer. */
async function within<T>(limitMs: number, outcome: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([outcome, limit]);
  } finally {
    clearTimeout(timer);
  }
}
