import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.js';
import { cacheEntry, inventory, inventoryDigest } from './cache.js';
import { PostgresError } from './errors.js';
import type { NativeFolder } from './native-folder.js';
import { run } from './run.js';

export const SUPERUSER = 'postgres';

/** The built-in C.UTF-8 sorts by code point and is the same on every machine: no index depends on its libc or ICU. */
const INITDB_FLAGS = [
  `--username=${SUPERUSER}`,
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth=scram-sha-256',
];

/** One way in: TCP on loopback with a password. */
const HOST_BASED_AUTHENTICATION = 'host all all 127.0.0.1/32 scram-sha-256\n';

export type Template = { dataFolder: string; password: string };

/** A cluster that initdb made once for this version and account; new clusters are copies of it. */
export async function openTemplate(
  native: NativeFolder,
  cache: string,
  account: Account | undefined,
): Promise<Template> {
  const settings = createHash('sha256')
    .update(JSON.stringify([INITDB_FLAGS, HOST_BASED_AUTHENTICATION]))
    .digest('hex');
  const name = `template-${native.version}-${account?.uid ?? 'own'}-${settings.slice(0, 8)}`;
  const entry = await cacheEntry(cache, name, isWhole, (staging) => fill(native, account, staging));
  return { dataFolder: join(entry, 'data'), password: await readFile(join(entry, 'password'), 'utf8') };
}

async function isWhole(entry: string): Promise<boolean> {
  try {
    const wanted = await readFile(join(entry, 'inventory'), 'utf8');
    return wanted === inventoryDigest(await inventory(join(entry, 'data')));
  } catch {
    return false;
  }
}

async function fill(native: NativeFolder, account: Account | undefined, staging: string): Promise<void> {
  const dataFolder = join(staging, 'data');
  const passwordFile = join(staging, 'password');
  const password = randomBytes(24).toString('base64url');
  await chmod(staging, 0o755);
  await mkdir(dataFolder, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    await chown(dataFolder, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  // initdb flushes what it wrote to the disk: the template outlives a power cut whole.
  const { status, lines } = await run(
    join(native.folder, 'bin', 'initdb'),
    [`--pgdata=${dataFolder}`, `--pwfile=${passwordFile}`, ...INITDB_FLAGS],
    { account },
  );
  if (status !== 0) throw new PostgresError('POSTGRES_INIT_FAILED', 'initdb failed', { logTail: lines.slice(-20) });
  await writeFile(join(dataFolder, 'pg_hba.conf'), HOST_BASED_AUTHENTICATION);
  await writeFile(join(staging, 'inventory'), inventoryDigest(await inventory(dataFolder)));
  // From here on only we read it; the account that servers run as has no need to.
  await chmod(staging, 0o700);
}
