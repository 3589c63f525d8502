import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, realpath, rename, rm } from 'node:fs/promises';
import { CliError } from './cli-error.js';

/**
 * Reads a file, or standard input for `-`, up to one byte more than `limit` or a little further: whoever judges the bytes sees
 * that they are too many.
 */
export async function readBytes(path: string, limit: number): Promise<Buffer> {
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path, { end: limit })) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > limit) break;
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    throw new CliError('FILE_UNREADABLE', `${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** Whether the path leads nowhere; what is there and cannot be read is no absence. */
export function isAbsent(error: unknown): boolean {
  return error instanceof CliError && codeOf(error.cause) === 'ENOENT';
}

/** Throws NOT_JSON for bytes that no reader would take for JSON; how strict the JSON is, the reader of its format says. */
export function requireJson(bytes: Uint8Array, path: string): void {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new CliError('NOT_JSON', `${path}: not JSON`, { cause });
  }
}

/** The whole new content or the old one, whenever the machine stops. Follows a symbolic link to its file. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const draft = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const file = await open(draft, 'wx', 0o644);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  } catch (cause) {
    throw new CliError('FILE_UNWRITABLE', `${path}: ${reasonOf(cause)}`, { cause });
  }
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EISDIR: 'a folder, not a file',
  ENOSPC: 'no space left',
};

function reasonOf(error: unknown): string {
  const code = codeOf(error) ?? 'unknown';
  return REASONS[code] ?? code;
}
