import { randomInt } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { NetworkError } from '../network-error.js';
import { isErrno } from '../support/errno.js';
import { isAlive } from '../support/process-identity.js';
import { BLOCK } from './port-plan.js';

// Below the ports from which systems take the near end of outgoing connections: those may be taken while a process restarts.
const LOWEST = 20_032;
const HIGHEST = 32_000;
const BLOCKS = Math.floor((HIGHEST - LOWEST) / BLOCK);

/**
 * A block of ports on which nobody listens, marked as taken by the network in `data` so that another network, started at the same moment or
 * later while this one is down, takes others. `marks` is a folder that all networks of this user share. Throws PORTS_TAKEN.
 */
export async function reservePorts(marks: string, data: string): Promise<number> {
  await mkdir(marks, { recursive: true });
  const start = randomInt(BLOCKS);
  for (let step = 0; step < BLOCKS; step++) {
    const base = LOWEST + BLOCK * ((start + step) % BLOCKS);
    if ((await mark(join(marks, String(base)), data)) && (await allFree(base))) return base;
  }
  throw new NetworkError('PORTS_TAKEN', `no ${BLOCK} ports side by side are free between ${LOWEST} and ${HIGHEST}`);
}

async function mark(file: string, data: string): Promise<boolean> {
  if (await isStale(file, data)) await rm(file, { force: true });
  try {
    await writeFile(file, JSON.stringify({ pid: process.pid, data }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

/** A mark is stale when the process that made it is gone and its network with it, or when this network made it before. */
async function isStale(file: string, own: string): Promise<boolean> {
  try {
    const { pid, data }: { pid?: unknown; data?: unknown } = JSON.parse(await readFile(file, 'utf8'));
    if (typeof pid !== 'number' || typeof data !== 'string') return true;
    if (data === own) return true;
    if (isAlive(pid)) return false;
    await readFile(join(data, 'network.json'));
    return false;
  } catch (error) {
    return isErrno(error, 'ENOENT') || error instanceof SyntaxError;
  }
}

async function allFree(base: number): Promise<boolean> {
  const answers = await Promise.all(Array.from({ length: BLOCK }, (_, at) => isFree(base + at)));
  return answers.every(Boolean);
}

/** Whether a server could listen on that port of this machine. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve);
    });
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Whether somebody listens there. Unlike the attempt to listen it is in nobody's way. */
export async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      for (const event of ['error', 'timeout']) socket.once(event, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
