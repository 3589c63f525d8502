import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

let written = 0;

/** Writes a file whole or not at all. */
export async function replaceFile(path: string, text: string, mode = 0o644): Promise<void> {
  const temporary = `${path}.${process.pid}.${written++}`;
  await writeFile(temporary, text, { mode });
  await rename(temporary, path);
}

/** The same at once, for where nothing else may happen in between. */
export function replaceFileNow(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.${written++}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** Writes a file and the folders on the way to it. */
export function put(path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}
