import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PostgresError } from '../../../../gateway/db/embedded-postgres/errors.js';

/** A temporary folder that is closed to every other account, as a checkout below /root is. */
export async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'yinxin-pg-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The SQLSTATE, system or PostgresError code that `attempt` fails with; undefined when it succeeds. */
export async function codeOf(attempt: Promise<unknown>): Promise<string | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof PostgresError) return error.code;
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

/** Waits until nothing listens there any more; the test's own limit is the limit. */
export async function untilRefused(url: string): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const outcome = await codeOf(once(socket, 'connect'));
    socket.destroy();
    if (outcome === 'ECONNREFUSED') return;
    await delay(50);
  }
}

export type Owner = {
  child: ChildProcess;
  adminUrl: string;
  lines: string[];
  exited: Promise<unknown>;
};

/** Starts a process that owns a cluster, leader of a process group of its own, and waits until the cluster is up. */
export async function startOwner(
  dataFolder: string,
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Owner> {
  const script = fileURLToPath(new URL('./owner.js', import.meta.url));
  const child = spawn(process.execPath, [script, dataFolder], {
    ...options,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  await Promise.race([once(reader, 'line'), once(reader, 'close')]);
  const first: unknown = JSON.parse(lines[0] ?? 'null');
  if (typeof first !== 'object' || first === null || !('adminUrl' in first)) throw new Error('the owner did not start');
  return { child, adminUrl: String(first.adminUrl), lines, exited };
}
