import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../../../gateway/cli/main.js');
const OFFLINE = new URL('./offline.js', import.meta.url).href;

export interface Ran {
  status: number | null;
  out: string;
  err: string;
}

export interface RunOptions {
  cwd: string;
  /** All of the environment but PATH. */
  env?: Record<string, string>;
  stdin?: string | Uint8Array;
  /** Ends the process where it asks for a network or loads a server's packages. */
  offline?: boolean;
}

/** One run of the program in a process of its own, with nothing of this process's environment. */
export function startCli(args: readonly string[], { cwd, env = {}, offline = false }: RunOptions) {
  const preload = offline ? ['--import', OFFLINE] : [];
  const child = spawn(process.execPath, [...preload, PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  // A program that has ended does not read any more.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([status]): Ran => ({ status, ...said }));
  return { child, said, ended };
}

export async function runCli(args: readonly string[], options: RunOptions): Promise<Ran> {
  const { child, ended } = startCli(args, options);
  child.stdin.end(options.stdin ?? '');
  return ended;
}

/** An empty folder, and its removal. */
export async function emptyFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'yinxin-cli-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
