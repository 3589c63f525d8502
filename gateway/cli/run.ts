import { CommanderError } from 'commander';
import { AppError } from '../domain/errors.js';
import { CliError, type ExitStatus } from './cli-error.js';
import { createProgram } from './program.js';
import type { Terminal } from './terminal.js';

/** Runs one command line and answers its exit status. Never rejects; what goes wrong is said as `CODE: message`. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  try {
    const program = createProgram(terminal, (result) => {
      status = result;
    });
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 3;
    if (error instanceof CliError) {
      terminal.note(`${error.code}: ${error.message}`);
      return error.status;
    }
    if (error instanceof AppError) {
      terminal.note(`${error.code}: ${error.message}`);
      return 3;
    }
    terminal.note(`INTERNAL: ${error instanceof Error ? `${error.name} ${error.message}` : 'an unknown failure'}`);
    return 3;
  }
}
