import type { Command } from 'commander';
import type { ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';

/** The group `yinxin pki`; each command is loaded when it is called. */
export function addPkiCommands(program: Command, terminal: Terminal, end: (status: ExitStatus) => void): void {
  const pki = program.command('pki').description('certificates, revocation lists, answers about revocation');

  pki
    .command('verify-path')
    .description(
      'validate certification paths by RFC 5280: a question a line of JSON from standard input, an answer a line to standard output; 0 when every line was answered',
    )
    .action(async () => {
      end(await (await import('./verify-path-command.js')).verifyPathCommand(process.stdin, terminal));
    });
}
