import { CommanderError } from 'commander';
import { EnrolmentError } from '../gateway/ledger/fabric/enrolment/enrolment-error.js';
import { NetworkError } from './network-error.js';
import { createProgram } from './program.js';

// Whoever closes the pipe has read enough.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());

try {
  await createProgram(interrupted.signal).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 3);
  if (!(error instanceof NetworkError || error instanceof EnrolmentError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  // Not waiting for what an interruption has left unfinished.
  process.exit(1);
}
