import { readFileSync } from 'node:fs';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NetworkError } from '../network-error.js';
import { isErrno } from './errno.js';
import { identityOf } from './process-identity.js';

const POLL_MS = 100;
/** Two in one process may want one lock: their files must not be one. */
let attempts = 0;

/**
 * Runs `work` while no other process of this machine does so under the same lock file. A lock whose holder died is taken over. Throws
 * NETWORK_BUSY when it was not to be had within `patienceMs`.
 */
export async function underLock<T>(file: string, patienceMs: number, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const mine = `${process.pid} ${identityOf(process.pid)}`;
  const deadline = performance.now() + patienceMs;
  while (!(await taken(file, mine))) {
    if (performance.now() > deadline) throw new NetworkError('NETWORK_BUSY', `another process holds ${file}`);
    await dropDead(file);
    await wait(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function taken(file: string, mine: string): Promise<boolean> {
  // A link appears with its content, so that nobody finds a lock without a holder's name.
  attempts += 1;
  const own = `${file}.${process.pid}.${attempts}`;
  await writeFile(own, mine);
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function dropDead(file: string): Promise<void> {
  const holder = textOf(file);
  if (holder === undefined) return;
  const [pid, identity] = holder.split(' ');
  if (identity !== undefined && identityOf(Number(pid)) === identity) return;
  // Of several that see the same dead holder one moves its file away; should that have been a new holder's already, it goes back.
  attempts += 1;
  const aside = `${file}.${process.pid}.${attempts}.dead`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  if (textOf(aside) === holder) await rm(aside, { force: true });
  else await rename(aside, file);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
