import { Command } from 'commander';
import { down } from './commands/down.js';
import { up } from './commands/up.js';

const DATA = 'data/network';

/** The command line of the network. What it says about progress goes to standard error, answers to standard output. */
export function createProgram(): Command {
  const program = new Command('npm run network --')
    .description('a Hyperledger Fabric network of three provinces on this machine, as plain processes')
    .showHelpAfterError('(--help says more)')
    .exitOverride();
  const command = (name: string, description: string) =>
    program.command(name).description(description).option('--data <folder>', 'where the network lies', DATA);
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const say = (line: string) => process.stdout.write(`${line}\n`);

  command('up', 'make the network or start it again, and wait until it is ready')
    .option('--batch-timeout <duration>', 'of a new network: how long an orderer waits before it cuts a block', '250ms')
    .action(async ({ data, batchTimeout }: { data: string; batchTimeout: string }) => {
      const outcome = await up({ data, batchTimeout, env: process.env, tell });
      say(
        {
          formed: 'the network is formed and ready',
          started: 'the network is ready',
          running: 'the network runs already',
        }[outcome],
      );
    });

  command('down', 'end everything that runs').action(async ({ data }: { data: string }) => {
    say((await down(data)) ? 'the network is down' : 'no network ran');
  });

  return program;
}
