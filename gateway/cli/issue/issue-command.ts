import { uscc } from '../../../chaincode/model/primitives.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { readAddress } from '../remote/address.js';
import type { Terminal } from '../terminal.js';
import { linesOf } from './lines.js';
import type { AnswerLine } from './send-batch.js';
import { readToken, requireProtection, type TokenOptions } from './token.js';
import { transfer } from './transfer.js';

export interface IssueOptions extends TokenOptions {
  gateway: string;
  authority: string;
}

/** `yinxin issue`: orders from standard input, results to standard output, a line for a line. */
export async function issueCommand(options: IssueOptions, terminal: Terminal): Promise<ExitStatus> {
  const gateway = readAddress('--gateway', options.gateway);
  if (!uscc.safeParse(options.authority).success) {
    throw new CliError('USAGE', '--authority: a unified social credit code of 18 characters');
  }
  requireProtection(gateway, options);
  const token = await readToken(options, terminal.env);
  const status = await transfer(
    { gateway, authority: options.authority, token: async () => token, orders: linesOf(process.stdin), give },
    terminal,
  );
  // Orders that nobody will read any more must not keep the process.
  process.stdin.destroy();
  return status;
}

/** Resolves when the line has left: what nobody has read must not count as given. */
function give(line: AnswerLine): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  process.stdout.write(`${JSON.stringify(line)}\n`, (cause) => {
    if (!cause) resolve();
    else reject(new CliError('FILE_UNWRITABLE', 'nobody takes the results any more', { status: 2, cause }));
  });
  return promise;
}
