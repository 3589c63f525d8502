import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NetworkError } from '../network-error.js';
import { layoutOf } from '../topology/layout.js';

const POLL_MS = 200;
/** A line of Fabric's logs is seldom longer. */
const LINE_BYTES = 400;

export interface LogOptions {
  data: string;
  /** a process, or all of them */
  name?: string;
  /** how many last lines of each */
  lines: number;
  follow: boolean;
  interrupted: AbortSignal;
  say(line: string): void;
}

/** The last lines of the processes' logs, and what comes after them until it is interrupted. Throws PROCESS_UNKNOWN. */
export async function logs({ data, name, lines, follow, interrupted, say }: LogOptions): Promise<void> {
  const { logs: folder } = layoutOf(data);
  const all = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.log')) : [];
  const chosen = name === undefined ? all : all.filter((file) => file === `${name}.log`);
  if (chosen.length === 0) throw new NetworkError('PROCESS_UNKNOWN', `no log of ${name ?? 'any process'} in ${folder}`);
  const mark = (file: string) => (chosen.length === 1 ? '' : `${file.slice(0, -'.log'.length)} | `);
  const ends = new Map<string, number>();
  for (const file of chosen) {
    const path = join(folder, file);
    const end = statSync(path).size;
    ends.set(file, end);
    const text = await textOf(path, Math.max(0, end - lines * LINE_BYTES), end);
    for (const line of linesIn(text).slice(-lines)) say(`${mark(file)}${line}`);
  }
  while (follow && !interrupted.aborted) {
    await wait(POLL_MS);
    for (const [file, from] of ends) {
      const path = join(folder, file);
      const end = statSync(path).size;
      if (end <= from) continue;
      ends.set(file, end);
      for (const line of linesIn(await textOf(path, from, end))) say(`${mark(file)}${line}`);
    }
  }
}

async function textOf(path: string, from: number, end: number): Promise<string> {
  if (end === from) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { start: from, end: end - 1 })) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const linesIn = (text: string): string[] => text.split('\n').filter((line) => line !== '');
