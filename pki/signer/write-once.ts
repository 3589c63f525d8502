import { randomBytes } from 'node:crypto';
import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file that only its owner may read, whole or not at all, and durable when this returns. Answers false, and changes
 * nothing, when a file of that name exists: unlike a rename, a link never replaces one.
 */
export async function writeOnce(path: string, text: string | Uint8Array): Promise<boolean> {
  try {
    await throughDraft(path, text, (draft) => link(draft, path));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The same, in the place of what has that name: whoever reads meets the old file or the new one, whole. */
export async function replaceFile(path: string, text: string | Uint8Array): Promise<void> {
  await throughDraft(path, text, (draft) => rename(draft, path));
}

async function throughDraft(
  path: string,
  text: string | Uint8Array,
  place: (draft: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  const draft = join(folder, `.${randomBytes(12).toString('hex')}.draft`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(draft);
  } finally {
    await unlink(draft).catch(() => undefined);
  }
  await syncFolder(folder);
}

/** The name of a new file is durable only when its folder is. Systems that cannot open a folder keep names durable themselves. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
