import { stat } from 'node:fs/promises';
import { run } from './run.js';

/** Who the server runs as when this process is root. */
export type Account = { uid: number; gid: number };

/** `nobody` of Linux; initdb wants a uid that has a name. */
const NOBODY: Account = { uid: 65534, gid: 65534 };

/**
 * PostgreSQL refuses to run as root. Then it runs as the owner of its data folder, or as `nobody` for a new one.
 * Undefined = as whoever we are.
 */
export async function accountFor(dataFolder: string): Promise<Account | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  const owner = await stat(dataFolder).catch(() => undefined);
  return owner === undefined || owner.uid === 0 ? NOBODY : { uid: owner.uid, gid: owner.gid };
}

/** Whether the account may pass through every parent of `folder` and into it; asked of the system, so ACLs count. */
export async function canEnter(folder: string, account: Account | undefined): Promise<boolean> {
  const { status } = await run('/bin/sh', ['-c', 'test -d "$1" && test -x "$1/."', 'sh', folder], { account });
  return status === 0;
}
