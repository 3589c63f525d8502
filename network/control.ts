import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { z } from 'zod';
import { NETWORK_ERROR_CODES, NetworkError } from './network-error.js';
import {
  type ProcessRequest,
  type ProcessSpec,
  type ProcessStatus,
  processStatusSchema,
  type Signal,
  type SupervisorFile,
  supervisorFileSchema,
} from './supervisor/protocol.js';
import { identityOf } from './support/process-identity.js';
import { layoutOf } from './topology/layout.js';

export type { ProcessStatus, Signal } from './supervisor/protocol.js';

// Longer than the supervisor waits before it uses force.
const PATIENCE_MS = 20_000;

const answerSchema = z.object({ processes: z.array(processStatusSchema) });
const refusalSchema = z.object({ code: z.enum(NETWORK_ERROR_CODES), message: z.string() });

/**
 * The processes of a running network, by names like `peer-44`. Everything rejects with NETWORK_STOPPED where no supervisor runs, and with
 * PROCESS_UNKNOWN for a name it does not know.
 */
export interface NetworkControl {
  listProcesses(): Promise<ProcessStatus[]>;
  /** Sends a signal. What dies of it is started again. */
  kill(name: string, signal: Signal): Promise<void>;
  /** Ends a process in good order; it stays down until `start`. */
  stop(name: string): Promise<void>;
  start(name: string): Promise<void>;
  /** Ends a process in good order and starts it again. */
  restart(name: string): Promise<void>;
  /** From now on, what ends stays down; until `resumeRestart`, which also starts it if it has ended. */
  pauseRestart(name: string): Promise<void>;
  resumeRestart(name: string): Promise<void>;
  /** Runs one more process, or another one under that name. */
  run(spec: ProcessSpec): Promise<void>;
  /** Ends a process and forgets it. */
  forget(name: string): Promise<void>;
  /** Ends everything, the supervisor too. */
  shutDown(): Promise<void>;
}

export function createNetworkControl(dataFolder: string): NetworkControl {
  const layout = layoutOf(dataFolder);
  const ask = async (method: string, path: string, body?: object): Promise<ProcessStatus[]> => {
    const supervisor = readSupervisor(layout.supervisor);
    if (supervisor === undefined || !supervisor.alive) {
      throw new NetworkError('NETWORK_STOPPED', `no network runs in ${layout.data}`);
    }
    return answerSchema.parse(await exchange(supervisor.file.socket, method, path, body)).processes;
  };
  const post = async (name: string, verb: ProcessRequest | 'signal', body?: object) => {
    await ask('POST', `/processes/${encodeURIComponent(name)}/${verb}`, body);
  };
  return {
    listProcesses: () => ask('GET', '/processes'),
    kill: (name, signal) => post(name, 'signal', { signal }),
    stop: (name) => post(name, 'stop'),
    start: (name) => post(name, 'start'),
    restart: (name) => post(name, 'restart'),
    pauseRestart: (name) => post(name, 'hold'),
    resumeRestart: (name) => post(name, 'release'),
    run: async (spec) => void (await ask('PUT', `/processes/${spec.name}`, spec)),
    forget: async (name) => void (await ask('DELETE', `/processes/${encodeURIComponent(name)}`)),
    shutDown: async () => void (await ask('POST', '/shutdown')),
  };
}

/** What a supervisor has left in the folder, and whether it still lives. */
export function readSupervisor(path: string): { file: SupervisorFile; alive: boolean } | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const file = supervisorFileSchema.parse(JSON.parse(text));
  return { file, alive: identityOf(file.pid) === file.identity };
}

async function exchange(socketPath: string, method: string, path: string, body?: object): Promise<unknown> {
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request({ socketPath, method, path, timeout: PATIENCE_MS }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  }).catch((cause: unknown) => {
    throw new NetworkError('CONTROL_FAILED', 'the supervisor did not answer', { cause });
  });
  const answer: unknown = JSON.parse(text);
  if (status === 200) return answer;
  const { code, message } = refusalSchema.parse(answer);
  throw new NetworkError(code, message);
}
