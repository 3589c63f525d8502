import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { applyTransaction } from '../../../chaincode/transactions/index.js';
import type { LedgerConfig } from '../../config.js';
import { AppError } from '../../domain/errors.js';
import type { SubmissionJournal } from '../../domain/ports/submission-journal.js';
import type { Finding } from '../../ledger/fsck/finding.js';
import { fsckDatabase } from '../../ledger/fsck/fsck-database.js';
import { fsckNetwork } from '../../ledger/fsck/fsck-network.js';
import { openKek } from '../../open-keys.js';
import { openOnFabric } from '../../open-ledger.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { readDatabaseUrl, readKeyPlaces, readLedger } from '../environment.js';
import { readAddress } from '../remote/address.js';
import type { Terminal } from '../terminal.js';
import { statementsOfDatabase } from './kept.js';
import { statementsOfGateway } from './witnessed.js';

export interface FsckOptions {
  ledger?: string;
  statements?: string[];
  witness?: string[];
  json?: boolean;
}

/** `yinxin ledger fsck`: 0 nothing found, 1 findings, 2 a witness could not be asked, 3 nothing checked. */
export async function fsckCommand(options: FsckOptions, terminal: Terminal): Promise<ExitStatus> {
  const { env } = terminal;
  const ledger: LedgerConfig =
    options.ledger === undefined
      ? readLedger(env)
      : { kind: 'embedded', databaseUrl: readDatabaseUrl('--ledger', options.ledger) };
  const given = options.statements ?? (env.DATABASE_URL === undefined ? [] : [env.DATABASE_URL]);
  const databases = given.map((each) => readDatabaseUrl('--statements or DATABASE_URL', each));
  const gateways = (options.witness ?? []).map((each) => readAddress('--witness', each));

  const collected: BlockStatement[] = [];
  for (const each of databases) collected.push(...(await statementsOfDatabase(each)));
  const silent = await collectFromGateways(gateways, collected, terminal);
  const statements = unique(collected);
  if (statements.length === 0) {
    terminal.note('no witness statements: a tail that was cut off, or a chain that was made anew, does not show');
  }
  const findings =
    ledger.kind === 'embedded'
      ? await fsckDatabase({ url: ledger.databaseUrl, apply: applyTransaction, statements })
      : await fsckOnFabric(ledger.connectionFile, statements, terminal);
  for (const finding of findings) {
    if (options.json === true) terminal.write(`${JSON.stringify(finding)}\n`);
    else terminal.say(describe(finding));
  }
  terminal.note(`${findings.length} findings, ${statements.length} witness statements`);
  if (findings.length > 0) return 1;
  return silent === 0 ? 0 : 2;
}

async function fsckOnFabric(
  connectionFile: string,
  statements: readonly BlockStatement[],
  { env, now }: Terminal,
): Promise<Finding[]> {
  const { dataFolder = '.', kek: kept } = readKeyPlaces(env);
  const kek = () => openKek(kept, { dataFolder, create: false });
  try {
    const ledger = await openOnFabric({ connectionFile, dataFolder }, { kek, journal: READ_ONLY, clock: { now } });
    try {
      return await fsckNetwork({ ledger, apply: applyTransaction, statements });
    } finally {
      await ledger.close();
    }
  } catch (cause) {
    if (cause instanceof AppError)
      throw new CliError('LEDGER_UNAVAILABLE', `${cause.code}: ${cause.message}`, { cause });
    throw cause;
  }
}

const refuse = () => Promise.reject(new TypeError('a check writes nothing to the ledger'));
const READ_ONLY: SubmissionJournal = { keep: refuse, find: refuse, drop: refuse };

/** Answers how many could not be asked: the check goes on without them, but cannot end well. */
async function collectFromGateways(
  gateways: readonly string[],
  into: BlockStatement[],
  terminal: Terminal,
): Promise<number> {
  let silent = 0;
  for (const gateway of gateways) {
    try {
      into.push(...(await statementsOfGateway(gateway)));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      terminal.note(`${error.code}: ${error.message}`);
      silent += 1;
    }
  }
  return silent;
}

function unique(statements: readonly BlockStatement[]): BlockStatement[] {
  return [...new Map(statements.map((each) => [JSON.stringify(each), each])).values()];
}

function describe({ code, table, block, index, key, transactionId }: Finding): string {
  const place = Object.entries({ block, index, key, transaction: transactionId }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return `${code} ${table} ${place.join(' ')}`.trimEnd();
}
