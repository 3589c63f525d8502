import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isErrno } from './errno.js';

/** Whether a process with that number runs. It may be another one than it was. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

/**
 * A text that the same process always has and a later one with its number does not: when it was started. undefined when there is no such
 * process, or when it is a zombie that holds nothing any more. Never kill by number alone.
 */
export function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets, which may hold anything; after it: state, …, starttime (the 22nd).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Of a process that is being killed the first thread may be gone while others still hold its ports.
    return fields[0] === 'Z' && readdirSync(`/proc/${pid}/task`).length < 2 ? undefined : fields[19];
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
