import { spawn } from 'node:child_process';
import { NetworkError } from '../network-error.js';

const REMEMBERED = 8_000;

export interface ProgramRun {
  cwd?: string;
  env?: Record<string, string>;
  timeoutMs?: number;
  /** ends it */
  signal?: AbortSignal;
}

/** What a program said on both outputs. Throws PROGRAM_FAILED, with the end of what it said, unless it ended with 0 in time. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env = {}, timeoutMs = 60_000, signal }: ProgramRun = {},
): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(command, args, {
    env: { ...plainEnvironment(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal }),
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Uint8Array) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk: Uint8Array) => {
    said.stderr = (said.stderr + chunk).slice(-REMEMBERED);
  });
  const how = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, by) => resolve(code === 0 ? undefined : (by ?? `status ${code}`)));
  });
  if (how === undefined) return said;
  // Fabric's command line explains its usage with every failure.
  const [reason = ''] = `${said.stdout}${said.stderr}`.split('\nUsage:');
  throw new NetworkError('PROGRAM_FAILED', `${[command, ...args].join(' ')}: ${how}\n${reason}`.trim());
}

/** What programs need of this process's environment, and nothing of its secrets. */
export function plainEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
