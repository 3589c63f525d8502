import { parentPort } from 'node:worker_threads';
import { verifySignature } from '../../pki/signer/verify-signature.js';
import type { SignatureJob } from './signature-thread.js';

/** Verifies what comes, in order, and answers every message with as many booleans. */
parentPort?.on('message', (jobs: SignatureJob[]) => {
  parentPort?.postMessage(
    jobs.map(({ key, purpose, bytes, signature }) => verifySignature(key, purpose, bytes, signature)),
  );
});
