import { readdir, readFile } from 'node:fs/promises';
import { tell } from '../figure.js';
import type { BenchNetwork } from './network.js';

/** Clock ticks a second in /proc: 100 on every Linux that node runs on. */
const TICK_MS = 10;

interface ProcessTime {
  parent: number;
  milliseconds: number;
}

/** Who has used how many milliseconds of processor time so far. */
export type CpuTime = Readonly<
  Record<'gateway' | 'gateway database' | 'ledger database' | 'other provinces' | 'load', number>
>;

/** Tells what one unit of work costs each part of the network; says nothing where there is no /proc. */
export async function tellCost<T extends { count: number }>(
  network: BenchNetwork,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = await cpuTime(network);
  const result = await work();
  const after = await cpuTime(network);
  if (before === undefined || after === undefined) return result;
  const parts = Object.entries(after).map(([part, time]) => {
    const each = (time - (before[part as keyof CpuTime] ?? 0)) / result.count;
    return `${part} ${each.toFixed(2)}`;
  });
  tell(`processor time, ms a ${what}: ${parts.join(', ')}`);
  return result;
}

async function cpuTime({ province, processIds }: BenchNetwork): Promise<CpuTime | undefined> {
  const processes = await readProcesses().catch(() => undefined);
  if (processes === undefined) return undefined;
  const gateway = province.process().processId;
  const time = { gateway: 0, 'gateway database': 0, 'ledger database': 0, 'other provinces': 0, load: 0 };
  const chainOf = (id: number): number[] => {
    const parent = processes.get(id)?.parent;
    return parent === undefined || parent === 0 ? [id] : [id, ...chainOf(parent)];
  };
  for (const [id, { milliseconds }] of processes) {
    const chain = chainOf(id);
    const at = chain.indexOf(process.pid);
    if (at === -1) continue;
    const child = chain[at - 1];
    if (child === undefined) time.load += milliseconds;
    else if (child === gateway) time[id === gateway ? 'gateway' : 'gateway database'] += milliseconds;
    else time[processIds().includes(child) ? 'other provinces' : 'ledger database'] += milliseconds;
  }
  return time;
}

async function readProcesses(): Promise<Map<number, ProcessTime>> {
  const processes = new Map<number, ProcessTime>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // A process may end between the two looks.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // proc_pid_stat(5): after the command in brackets come state, ppid, and as 12th and 13th utime and stime.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
    if (parent === undefined || user === undefined || system === undefined) continue;
    processes.set(Number(name), { parent, milliseconds: (user + system) * TICK_MS });
  }
  return processes;
}
