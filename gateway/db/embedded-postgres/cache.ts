import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readlink, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Account, canEnter } from './account.js';
import { PostgresError } from './errors.js';

/**
 * A folder of our own for what can be made again: under the first temporary folder that the account can enter.
 * Its name can be guessed, so it must be ours and writable by nobody else.
 */
export async function openCache(account: Account | undefined): Promise<string> {
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    if (!(await canEnter(parent, account))) continue;
    const folder = join(parent, `yinxin-postgres-${process.geteuid?.() ?? 'any'}`);
    await mkdir(folder, { mode: 0o755 }).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
    const found = await lstat(folder);
    if (!found.isDirectory() || found.uid !== process.geteuid?.() || (found.mode & 0o022) !== 0) {
      throw new PostgresError(
        'POSTGRES_CACHE_UNSAFE',
        `${folder} belongs to somebody else or others may write to it: remove it or set TMPDIR`,
      );
    }
    if (await canEnter(folder, account)) return folder;
  }
  throw new PostgresError(
    'POSTGRES_CACHE_UNSAFE',
    'no temporary folder that the database account can enter; set TMPDIR',
  );
}

const inFlight = new Map<string, Promise<string>>();

/**
 * The cache entry `name`, made by `fill` when it is absent or fails `isWhole` (temporary folders are swept file by
 * file, and a power cut empties files). Appears in one step: two that make it at once both get a whole one.
 */
export function cacheEntry(
  cache: string,
  name: string,
  isWhole: (entry: string) => Promise<boolean>,
  fill: (staging: string) => Promise<void>,
): Promise<string> {
  const entry = join(cache, name);
  const running = inFlight.get(entry);
  if (running !== undefined) return running;
  const made = make(cache, entry, isWhole, fill).finally(() => inFlight.delete(entry));
  inFlight.set(entry, made);
  return made;
}

async function make(
  cache: string,
  entry: string,
  isWhole: (entry: string) => Promise<boolean>,
  fill: (staging: string) => Promise<void>,
): Promise<string> {
  if (await isWhole(entry)) return entry;
  const staging = await mkdtemp(join(cache, 'making-'));
  try {
    await fill(staging);
    for (let attempt = 0; ; attempt += 1) {
      try {
        await rename(staging, entry);
        return entry;
      } catch (error) {
        if (!hasCode(error, 'ENOTEMPTY', 'EEXIST') || attempt === 3) throw error;
        if (await isWhole(entry)) return entry;
        const broken = await mkdtemp(join(cache, 'broken-'));
        await rename(entry, broken).catch(() => undefined);
        await rm(broken, { recursive: true, force: true });
      }
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

export type InventoryItem = { path: string; kind: 'folder' | 'file' | 'link'; detail: string };

/** Everything below `folder`, sorted; `detail` is a file's size or a link's target. */
export async function inventory(folder: string): Promise<InventoryItem[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const items = await Promise.all(
    found.map(async (item): Promise<InventoryItem> => {
      const full = join(item.parentPath, item.name);
      const path = relative(folder, full);
      if (item.isDirectory()) return { path, kind: 'folder', detail: '' };
      if (item.isSymbolicLink()) return { path, kind: 'link', detail: await readlink(full) };
      return { path, kind: 'file', detail: String((await lstat(full)).size) };
    }),
  );
  return items.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function inventoryDigest(items: readonly InventoryItem[]): string {
  return createHash('sha256')
    .update(JSON.stringify(items.map(({ path, kind, detail }) => [path, kind, detail])))
    .digest('hex');
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
