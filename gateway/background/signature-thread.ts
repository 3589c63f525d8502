import { Worker } from 'node:worker_threads';
import type { Purpose } from '../../pki/signer/purposes.js';
import { verifySignature } from '../../pki/signer/verify-signature.js';
import type { SignatureHelper } from '../domain/ports/signature-helper.js';

export interface SignatureJob {
  key: Uint8Array;
  purpose: Purpose;
  bytes: Uint8Array;
  signature: Uint8Array;
}

type Waiting = SignatureJob & { resolve: (holds: boolean) => void };

/**
 * A thread that verifies signatures: SM2 takes most of a verification's time, and a process has more cores than one. What is asked
 * in one turn of the event loop goes over in one message. A thread that fails is not missed: the work is done here then.
 */
export function startSignatureThread(): SignatureHelper & { stop(): Promise<void> } {
  const worker = new Worker(new URL('./signature-worker.js', import.meta.url));
  worker.unref();
  let asked: Waiting[] = [];
  /** Messages under way, oldest first: the thread answers in order. */
  let sent: Waiting[][] = [];
  let isRunning = true;

  const doHere = (jobs: readonly Waiting[]) => {
    for (const { key, purpose, bytes, signature, resolve } of jobs)
      resolve(verifySignature(key, purpose, bytes, signature));
  };
  const fall = () => {
    isRunning = false;
    const left = sent.flat();
    sent = [];
    doHere(left);
  };
  worker.on('error', fall);
  worker.on('exit', fall);
  worker.on('message', (answers: boolean[]) => {
    const jobs = sent.shift() ?? [];
    for (const [at, { resolve }] of jobs.entries()) resolve(answers[at] === true);
  });

  const flush = () => {
    const jobs = asked;
    asked = [];
    if (!isRunning) {
      doHere(jobs);
      return;
    }
    sent.push(jobs);
    worker.postMessage(
      jobs.map(({ key, purpose, bytes, signature }): SignatureJob => ({ key, purpose, bytes, signature })),
    );
  };

  return {
    verify: (key, purpose, bytes, signature) =>
      new Promise((resolve) => {
        asked.push({ key, purpose, bytes, signature, resolve });
        if (asked.length === 1) queueMicrotask(flush);
      }),
    async stop() {
      await worker.terminate();
    },
  };
}
