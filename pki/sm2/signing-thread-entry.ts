import { parentPort, workerData } from 'node:worker_threads';
import { nativeSign, refuseEcTyped } from './native.js';
import { derToRaw } from './signature-encoding.js';
import type { ThreadAnswer, ThreadKey, ThreadQuestion } from './signing-thread.js';

/** What runs on the thread: one key, one question after the other. */
const { key, z }: ThreadKey = workerData;
refuseEcTyped(key);

parentPort?.on('message', ({ id, message }: ThreadQuestion) => {
  parentPort?.postMessage(answer(id, message));
});

function answer(id: number, message: Uint8Array): ThreadAnswer {
  try {
    const signature = derToRaw(nativeSign(key, z, message));
    return signature === undefined ? { id } : { id, signature };
  } catch {
    return { id };
  }
}
