import { Command, InvalidArgumentError, Option } from 'commander';
import { SIGNALS, type Signal } from './supervisor/protocol.js';

const DATA = 'data/network';

type Data = { data: string };

/**
 * The command line of the network. What it says about progress goes to standard error, answers to standard output. Each command is loaded
 * when it is called.
 */
export function createProgram(interrupted: AbortSignal): Command {
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
    .action(async ({ data, batchTimeout }: Data & { batchTimeout: string }) => {
      const { up } = await import('./commands/up.js');
      say(`the network ${await up({ data, batchTimeout, env: process.env, interrupted, tell })}`);
    });

  command('down', 'end everything that runs').action(async ({ data }: Data) => {
    const { down } = await import('./commands/down.js');
    say((await down(data)) ? 'the network is down' : 'no network ran');
  });

  command('status', 'what runs, how far it is, and when certificates end; status 0 only if all is well')
    .option('--json', 'as one JSON object')
    .action(async ({ data, json }: Data & { json?: true }) => {
      const { statusOf } = await import('./commands/status.js');
      const { tellStatus } = await import('./commands/tell-status.js');
      const status = await statusOf(data, Date.now());
      for (const line of json ? [JSON.stringify(status)] : tellStatus(status)) say(line);
      if (status.state !== 'running') process.exitCode = 1;
    });

  command('logs', 'the last lines of the logs')
    .argument('[name]', 'a process, like peer-44; all of them unless given')
    .option('-n, --lines <number>', 'how many of each', wholeNumber, 20)
    .option('-f, --follow', 'go on')
    .action(async (name: string | undefined, { data, lines, follow }: Data & { lines: number; follow?: boolean }) => {
      const { logs } = await import('./commands/logs.js');
      await logs({ data, lines, follow: follow ?? false, say, interrupted, ...(name === undefined ? {} : { name }) });
    });

  command('upgrade', 'give the running network the next version of the chaincode: the code as it stands now').action(
    async ({ data }: Data) => {
      const { upgrade } = await import('./commands/upgrade.js');
      say(
        `the chaincode's definition has the sequence ${await upgrade({ data, env: process.env, interrupted, tell })}`,
      );
    },
  );

  command('add-org', 'admit one more province to the running network')
    .requiredOption('--domain <code>', 'its two digits, like 45')
    .requiredOption('--name <name>', 'one capitalised word, like Guangxi')
    .action(async ({ data, domain, name }: Data & { domain: string; name: string }) => {
      const { addOrg } = await import('./commands/add-org.js');
      await addOrg({ data, domain, name, env: process.env, interrupted, tell });
      say(`${domain} ${name} is a member`);
    });

  for (const [verb, description] of [
    ['stop', 'end a process in good order and keep it down'],
    ['start', 'start a process that was stopped'],
    ['restart', 'end a process in good order and start it again'],
  ] as const) {
    command(`${verb}-process`, description)
      .argument('<name>', 'like peer-44')
      .action(async (name: string, { data }: Data) => {
        const { createNetworkControl } = await import('./control.js');
        await createNetworkControl(data)[verb](name);
      });
  }

  command('kill-process', 'send a process a signal; what dies of it is started again')
    .argument('<name>', 'like peer-44')
    .addOption(new Option('--signal <signal>', 'which').choices(SIGNALS).default('SIGKILL'))
    .action(async (name: string, { data, signal }: Data & { signal: Signal }) => {
      const { createNetworkControl } = await import('./control.js');
      await createNetworkControl(data).kill(name, signal);
    });

  return program;
}

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError('a whole number above 0');
  return Number(text);
}
