import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Account } from './account.js';

export type RunResult = { status: number | null; lines: string[] };

/** PG* variables of the caller must not steer our server, and his secrets have no business in its environment. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/** Options that drop root's rights: the identity changes after `cwd` is entered and before the program is loaded. */
export function asAccount(account: Account | undefined): SpawnOptions {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** Runs a program to its end. A program that cannot be started at all has `status` null. */
export async function run(
  program: string,
  args: readonly string[],
  options: { account?: Account | undefined; cwd?: string } = {},
): Promise<RunResult> {
  const child = spawn(program, args, {
    ...asAccount(options.account),
    cwd: options.cwd ?? '/',
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  let status: number | null = null;
  try {
    const [code] = await once(child, 'close');
    status = typeof code === 'number' ? code : null;
  } catch (error) {
    output += String(error);
  }
  return { status, lines: output.split('\n').filter((line) => line.trim() !== '') };
}
