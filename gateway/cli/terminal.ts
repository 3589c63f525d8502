import { printable } from './printable.js';

/** Where a command speaks, and what it knows of the machine. */
export interface Terminal {
  /** Results: a line of text for people, made printable. */
  say(line: string): void;
  /** Results for programs, as they are. */
  write(text: string): void;
  /** A line beside the results: warnings, errors, counts. */
  note(line: string): void;
  env: NodeJS.ProcessEnv;
  now(): number;
}

export function systemTerminal(): Terminal {
  // Whoever closes the pipe has read enough; the exit status still tells the rest.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    say: (line) => void process.stdout.write(`${printable(line)}\n`),
    write: (text) => void process.stdout.write(text),
    note: (line) => void process.stderr.write(`${printable(line)}\n`),
    env: process.env,
    now: () => Date.now(),
  };
}
