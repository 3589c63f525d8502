import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, readFile, readlink, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.js';
import { hasCode } from './cache.js';
import { PostgresError } from './errors.js';
import type { NativeFolder } from './native-folder.js';
import { run } from './run.js';
import type { Template } from './template.js';

const PASSWORD_FILE = 'yinxin.superuser';

/** Whether `folder` holds a cluster (true), or nothing (false). Anything else is not ours to touch. */
export async function holdsCluster(folder: string, native: NativeFolder): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return false;
    throw new PostgresError('POSTGRES_FOLDER_UNREACHABLE', `${folder} cannot be read`, { cause });
  }
  if (names.length === 0) return false;
  const major = native.version.split('.')[0];
  if (!names.includes('PG_VERSION') || !names.includes(PASSWORD_FILE)) {
    throw new PostgresError(
      'POSTGRES_FOLDER_INVALID',
      `${folder} is neither empty nor a database made by this service`,
    );
  }
  const found = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim();
  if (found !== major) {
    throw new PostgresError('POSTGRES_FOLDER_INVALID', `${folder} is of PostgreSQL ${found}, this is ${major}`);
  }
  return true;
}

/**
 * Puts a copy of the template at `folder`, in one step: whoever is interrupted leaves no half cluster.
 * The copy is flushed to the disk when `durable`, as the server takes old pages for safe.
 */
export async function createDataFolder(
  folder: string,
  options: {
    native: NativeFolder;
    template: Template;
    password: string;
    account: Account | undefined;
    durable: boolean;
  },
): Promise<void> {
  const { native, template, account } = options;
  await mkdir(dirname(folder), { recursive: true });
  const staging = `${folder}.making-${randomBytes(6).toString('hex')}`;
  try {
    const copy = await run('cp', ['-a', template.dataFolder, staging]);
    if (copy.status !== 0) {
      throw new PostgresError('POSTGRES_INIT_FAILED', 'the template was not copied', { logTail: copy.lines.slice(-5) });
    }
    await writePasswords(staging, [options.password, template.password], account);
    if (options.durable) {
      const synced = await run(join(native.folder, 'bin', 'initdb'), ['--sync-only', '--pgdata=.'], {
        account,
        cwd: staging,
      });
      if (synced.status !== 0) {
        throw new PostgresError('POSTGRES_INIT_FAILED', 'the copy was not flushed', {
          logTail: synced.lines.slice(-5),
        });
      }
    }
    await rename(staging, folder);
    if (options.durable) await flush(dirname(folder));
  } catch (cause) {
    await rm(staging, { recursive: true, force: true });
    if (hasCode(cause, 'ENOTEMPTY', 'EEXIST')) {
      throw new PostgresError('POSTGRES_FOLDER_IN_USE', `${folder} was filled by somebody else`, { cause });
    }
    throw cause;
  }
}

/** The superuser's passwords that may be in force, the likeliest first: two, while a change is under way. */
export async function readPasswords(folder: string): Promise<string[]> {
  return (await readFile(join(folder, PASSWORD_FILE), 'utf8')).split('\n').filter((line) => line !== '');
}

export async function writePasswords(
  folder: string,
  passwords: readonly string[],
  account: Account | undefined,
): Promise<void> {
  const target = join(folder, PASSWORD_FILE);
  const next = `${target}.next`;
  await rm(next, { force: true });
  await writeFile(next, passwords.map((password) => `${password}\n`).join(''), {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  if (account !== undefined) await chown(next, account.uid, account.gid);
  await rename(next, target);
  await flush(folder);
}

/**
 * Waits for a server that still runs on `folder` (its owner was killed a moment ago) and removes the lock file of one
 * that is gone. PostgreSQL itself takes a lock for live when any process of the same account has its number, as
 * happens after every restart of a container. Should both race, the server's shared memory is the second fence.
 */
export async function clearStaleLock(folder: string, patienceMs: number): Promise<void> {
  const lock = join(folder, 'postmaster.pid');
  for (let waited = 0; ; waited += 100) {
    const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
    if (!Number.isSafeInteger(pid) || pid <= 0) return;
    const runs = await runsIn(folder, pid);
    if (runs === undefined) return;
    if (!runs) {
      await rm(lock, { force: true });
      return;
    }
    if (waited >= patienceMs) {
      throw new PostgresError('POSTGRES_FOLDER_IN_USE', `process ${pid} serves ${folder}`);
    }
    await delay(100);
  }
}

/** Undefined where the system cannot tell (no /proc): then PostgreSQL's own judgement stands. */
async function runsIn(folder: string, pid: number): Promise<boolean | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(folder));
  } catch (error) {
    // Another user's process is not a server on our folder: that one has our account.
    return hasCode(error, 'ENOENT', 'EACCES', 'EPERM', 'ESRCH') ? false : undefined;
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
