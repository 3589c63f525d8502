import { ensure } from '../refuse.js';

/** The command was made for exactly this version of the entry; 0 stands for an entry that is not there. */
export function ensureVersion(expected: number, entry: { version: number } | undefined): void {
  const version = entry?.version ?? 0;
  ensure(expected === version, 'VERSION_CONFLICT', `expected ${expected}, found ${version}`);
}
