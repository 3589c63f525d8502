#!/usr/bin/env node
import { runCommandLine } from './run.js';
import { systemTerminal } from './terminal.js';

// Whatever ends the process early must not look like a verdict: 0, 1 and 2 are said on purpose only.
process.exitCode = 3;
process.on('uncaughtException', (error) => {
  process.stderr.write(`INTERNAL: ${error.name}\n`);
  process.exit(3);
});

const terminal = systemTerminal();
void runCommandLine(process.argv.slice(2), terminal).then((status) => {
  process.exitCode = status;
});
