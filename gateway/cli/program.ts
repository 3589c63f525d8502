import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { ExitStatus } from './cli-error.js';
import type { IssueOptions } from './issue/issue-command.js';
import type { ProtectOptions } from './keys/protect-command.js';
import { LANGUAGES } from './language.js';
import type { FsckOptions } from './ledger/fsck-command.js';
import { addPkiCommands } from './pki/pki-command.js';
import type { ReconcileOptions } from './reconcile/reconcile-command.js';
import type { DrawOptions } from './seal/draw-command.js';
import type { InspectOptions } from './seal/inspect-command.js';
import type { SealVerifyOptions } from './seal/verify-command.js';
import type { SeedOptions } from './seed/seed-command.js';
import type { SignerServeOptions } from './signer/serve-command.js';
import type { Terminal } from './terminal.js';
import type { UpdateOptions } from './trust/update-command.js';
import type { VerifyOptions } from './verify/options.js';

const EXIT_STATUSES = `
Exit status: 0 good, 1 bad, 2 it cannot be told (outage, interruption, missing or stale material),
3 nothing was done (wrong usage, an input that cannot be read).`;

/** The command line. Each command is loaded when it is called: verification starts without databases and HTTP. */
export function createProgram(terminal: Terminal, end: (status: ExitStatus) => void): Command {
  const program = new Command('yinxin')
    .description('印信: e-licences and e-seals whose evidence checks itself')
    .version(packageVersion())
    .showHelpAfterError('(--help says more)')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'USAGE: ')) })
    .exitOverride()
    .addHelpText('after', EXIT_STATUSES);
  const language = () => new Option('--lang <language>', 'zh or en; by the locale unless given').choices(LANGUAGES);
  const tokens = (command: Command) =>
    command
      .option('--token-file <file>', 'file with the bearer token; or in YINXIN_TOKEN')
      .option('--token <token>', 'the token itself, which others on this machine can see')
      .option('--allow-http', 'send the token over http to another machine');

  program
    .command('verify')
    .description('judge evidence offline: 0 valid, 1 invalid, 2 indeterminate, 3 unreadable')
    .argument('<evidence>', 'evidence file, or - for standard input')
    .requiredOption('--trust <file>', 'trust list or trust store')
    .option('--network <sm3>', 'pin the network: SM3 of its list 0')
    .option('--at <time>', 'the time asked about; now unless given')
    .option('--now <time>', "the verifier's clock, to make an earlier report again")
    .option('--domain <code>', 'the domain where the licence is used: asks for its recognition')
    .option('--fields <names>', 'fields that must be open, parted by commas; all unless given')
    .option('--max-status-age <seconds>', 'oldest status that still counts; a day unless given')
    .option('--production', 'refuse evaluation networks')
    .option('--json', 'the report as JSON (yinxin/verification-report/v1)')
    .addOption(language())
    .action(async (file: string, options: VerifyOptions) => {
      end(await (await import('./verify/verify-command.js')).verifyCommand(file, options, terminal));
    });

  const seal = program.command('seal').description('electronic seals and seal signatures, of v1, v4 and v5');
  seal
    .command('inspect')
    .description('say what a seal or seal signature holds: 0 readable, 3 not')
    .argument('<file>', 'seal or seal signature in DER, or - for standard input')
    .option('--json', 'as JSON (yinxin/seal-inspection/v1)')
    .addOption(language())
    .action(async (file: string, options: InspectOptions) => {
      end(await (await import('./seal/inspect-command.js')).inspectCommand(file, options, terminal));
    });
  seal
    .command('verify')
    .description('judge a seal or seal signature offline: 0 valid, 1 invalid, 2 indeterminate, 3 unreadable')
    .argument('<file>', 'seal or seal signature in DER, or - for standard input')
    .option('--document <file>', 'what was sealed: its SM3 is held against the signature')
    .option(
      '--trust <file>',
      'trust list or store; or certificates and revocation lists as PEM, or one as DER; may be given again',
      (file: string, before: string[] | undefined) => [...(before ?? []), file],
    )
    .option('--at <time>', 'the time asked about; now unless given')
    .option('--strict', 'refuse what departs from the standard, and unknown critical extensions')
    .addOption(
      new Option(
        '--revocation <policy>',
        'required: a revocation state that is not known leaves the verdict open; soft: it does no harm',
      )
        .choices(['required', 'soft'])
        .default('required'),
    )
    .option('--json', 'the report as JSON (yinxin/seal-report/v1)')
    .addOption(language())
    .action(async (file: string, options: SealVerifyOptions) => {
      end(await (await import('./seal/verify-command.js')).sealVerifyCommand(file, options, terminal));
    });
  seal
    .command('draw')
    .description("draw a seal's picture to millimetres: a round official seal, or a personal name seal")
    .argument('<file>', 'where to write it; .svg or .png')
    .requiredOption('--name <text>', 'the name along the ring, or in the square')
    .addOption(new Option('--shape <shape>', 'round or name').choices(['round', 'name']).default('round'))
    .option('--size <mm>', 'diameter or side in millimetres; 42 round, 20 square unless given')
    .addOption(new Option('--centre <what>', 'star unless given').choices(['star', 'none']))
    .option('--emblem <file>', 'path data of SVG in a square of 100 × 100, in place of the star')
    .option('--purpose <text>', 'straight text below the middle')
    .option('--code <text>', 'along the lower edge')
    .option('--dpi <number>', 'resolution of a PNG', '600')
    .action(async (file: string, options: DrawOptions) => {
      end(await (await import('./seal/draw-command.js')).drawCommand(file, options, terminal));
    });

  program
    .command('trust')
    .description('trust lists')
    .command('update')
    .description('follow the trust lists from the one held: 0 current, 1 refused, 2 unreachable, 3 wrong usage')
    .requiredOption('--trust <file>', 'trust store; made anew where --network is given')
    .requiredOption('--from <url>', 'a gateway')
    .option('--network <sm3>', 'pin the network: SM3 of its list 0')
    .option('--timeout <seconds>', 'for each request; 10 unless given')
    .addOption(language())
    .action(async (options: UpdateOptions) => {
      end(await (await import('./trust/update-command.js')).trustUpdateCommand(options, terminal));
    });

  tokens(
    program
      .command('issue')
      .description('issue licences: orders as NDJSON from standard input, results to standard output; safe to repeat')
      .requiredOption('--gateway <url>', 'a gateway')
      .requiredOption('--authority <uscc>', 'the issuing authority'),
  ).action(async (options: IssueOptions) => {
    end(await (await import('./issue/issue-command.js')).issueCommand(options, terminal));
  });

  tokens(
    program
      .command('seed')
      .description('FOR DEVELOPMENT ONLY: send synthetic orders to a gateway of an evaluation network')
      .requiredOption('--gateway <url>', 'a gateway')
      .requiredOption('--authority <uscc>', 'a synthetic authority')
      .option('--token-url <url>', 'where a development issuer gives tokens')
      .option('--count <number>', 'how many; 100 unless given')
      .option('--seed <text>', 'other orders for other texts')
      .option('--development', 'also where there is no trust list yet'),
  ).action(async (options: SeedOptions) => {
    end(await (await import('./seed/seed-command.js')).seedCommand(options, terminal));
  });

  program
    .command('ledger')
    .description('the ledger')
    .command('fsck')
    .description(
      'replay the ledger that LEDGER names and hold it against the witnesses: 0 clean, 1 findings, 2 a witness was silent',
    )
    .option('--ledger <url>', "an embedded ledger's database; or in LEDGER_DATABASE_URL")
    .option('--statements <url...>', "gateways' databases with witness statements; or in DATABASE_URL")
    .option('--witness <url...>', 'gateways that tell their statements')
    .option('--json', 'findings as NDJSON')
    .action(async (options: FsckOptions) => {
      end(await (await import('./ledger/fsck-command.js')).fsckCommand(options, terminal));
    });

  program
    .command('reconcile')
    .description(
      "hold a gateway's database against the ledger, by the gateway's own environment: 0 they agree, 1 they do not, 2 it cannot be told, 3 wrong usage",
    )
    .option(
      '--repair',
      'set right what the ledger vouches for, and send again what it has not; each with a line in the journal',
    )
    .option('--actor <name>', 'who repairs, for the journal')
    .option('--late-after <seconds>', 'how long something may be on its way; 900 unless given')
    .option('--json', 'the result as JSON (yinxin/reconciliation/v1)')
    .addOption(language())
    .action(async (options: ReconcileOptions) => {
      end(await (await import('./reconcile/reconcile-command.js')).reconcileCommand(options, terminal));
    });

  program
    .command('serve')
    .description('run a gateway; its configuration is in the environment')
    .action(async () => {
      await (await import('../main.js')).runGateway(terminal.env);
      end(0);
    });

  program
    .command('signer')
    .description('keys in a process of their own')
    .command('serve')
    .description('sign for gateways over mutual TLS; SIGNER and SIGNER_KEK in the environment say where the keys are')
    .requiredOption('--data <folder>', 'folder of the keys')
    .requiredOption('--policy <file>', 'which client may use which key for what (yinxin/signer-policy/v1)')
    .requiredOption('--journal <file>', 'a JSON line for each signature and each refusal is appended here')
    .requiredOption('--cert <file>', "the signer's certificate with its chain, PEM")
    .requiredOption('--key <file>', 'the key of it, PEM')
    .requiredOption('--client-ca <file>', "who vouches for clients' certificates, PEM")
    .option('--host <host>', 'where it listens', '127.0.0.1')
    .option('--port <port>', 'where it listens; 0 for any that is free', '0')
    .action(async (options: SignerServeOptions) => {
      end(await (await import('./signer/serve-command.js')).signerServeCommand(options, terminal));
    });

  const keys = program.command('keys').description('the key encryption key of a data folder');
  keys
    .command('protect')
    .description('keep it under another passphrase or token; the keys themselves stay as they are')
    .requiredOption('--data <folder>', 'as YINXIN_DATA of the gateway')
    .option('--new-passphrase-file <file>', 'of one line; as SIGNER_KEK says unless given')
    .action(async (options: ProtectOptions) => {
      end(await (await import('./keys/protect-command.js')).protectCommand(options, terminal));
    });
  keys
    .command('make-token-key')
    .description('make the AES key in the PKCS #11 token that SIGNER_PKCS11_… names')
    .action(async () => {
      end(await (await import('./keys/protect-command.js')).makeTokenKeyCommand(terminal));
    });

  program
    .command('migrate')
    .description("bring the gateway's database up to date (DATABASE_URL)")
    .action(async () => {
      end(await (await import('./migrate-command.js')).migrateCommand(terminal));
    });

  addPkiCommands(program, terminal, end);

  return program;
}

function packageVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  const { version }: { version?: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version ?? 'unknown';
}
