import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { PkiError } from '../errors.js';

/** A private key that signs on a thread of its own, so that the calling thread does other work meanwhile. */
export interface SigningThread {
  /** 64 bytes r‖s over Z and `message`. Rejects with SIGNER_UNAVAILABLE when the thread dies under it or has been ended. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** Processor time that the thread has used, in microseconds; 0 before its first signature. */
  cpuTime(): Promise<number>;
  /** Ends the thread for good. */
  end(): Promise<void>;
}

/** What goes to the thread when it starts. A key object is handed over as a reference to OpenSSL's key: its bytes are not copied. */
export interface ThreadKey {
  readonly key: KeyObject;
  readonly z: Uint8Array;
}

export interface ThreadQuestion {
  readonly id: number;
  readonly message: Uint8Array;
}

/** `signature` is missing where OpenSSL refused. */
export interface ThreadAnswer {
  readonly id: number;
  readonly signature?: Uint8Array;
}

interface Waiting {
  resolve(signature: Uint8Array): void;
  reject(error: PkiError): void;
}

const ENTRY = new URL('./signing-thread-entry.js', import.meta.url);

/** The thread starts with the first signature, starts anew after a death, and keeps the process alive only while it has work. */
export function createSigningThread(key: ThreadKey): SigningThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let ended = false;
  let lastId = 0;

  const lose = (lost: Worker, cause?: unknown): void => {
    if (worker !== lost) return;
    worker = undefined;
    const all = [...waiting.values()];
    waiting.clear();
    for (const { reject } of all) reject(unavailable('the thread that signs has ended', cause));
  };

  const start = (): Worker => {
    const started = new Worker(ENTRY, { workerData: key });
    started.on('message', ({ id, signature }: ThreadAnswer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
      if (signature === undefined) asked?.reject(unavailable('OpenSSL made no signature'));
      else asked?.resolve(signature);
    });
    started.on('error', (cause) => lose(started, cause));
    started.on('exit', () => lose(started));
    return started;
  };

  return {
    sign: (message) =>
      new Promise((resolve, reject) => {
        if (ended) throw unavailable('the thread that signs has been ended');
        worker ??= start();
        lastId += 1;
        if (waiting.size === 0) worker.ref();
        waiting.set(lastId, { resolve, reject });
        // A copy of these bytes alone: a view would take the whole buffer under it along.
        worker.postMessage({ id: lastId, message: new Uint8Array(message) } satisfies ThreadQuestion);
      }),
    cpuTime: async () => {
      if (worker === undefined) return 0;
      const asked = worker;
      asked.ref();
      const { user, system } = await asked.cpuUsage();
      if (waiting.size === 0) asked.unref();
      return user + system;
    },
    end: async () => {
      ended = true;
      await worker?.terminate();
    },
  };
}

function unavailable(detail: string, cause?: unknown): PkiError {
  return new PkiError('SIGNER_UNAVAILABLE', detail, { cause });
}
