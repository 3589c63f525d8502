import https from 'node:https';
import { CommanderError } from 'commander';
import { EnrolmentError } from '../gateway/ledger/fabric/enrolment/enrolment-error.js';
import { NetworkError } from './network-error.js';
import { createProgram } from './program.js';

// The certificate authority's client adds a listener to its socket with every call: on sockets that are kept that looks like a leak.
https.globalAgent = new https.Agent();

// Whoever closes the pipe has read enough.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 3;
  else if (error instanceof NetworkError || error instanceof EnrolmentError) {
    process.stderr.write(`${error.code}: ${error.message}\n`);
  } else throw error;
}
