import { domainCode } from '../../../chaincode/model/primitives.js';
import { assertSm2Works } from '../../../pki/sm2/self-test.js';
import type { LedgerConfig } from '../../config.js';
import { AppError } from '../../domain/errors.js';
import type { ReconciliationResult } from '../../domain/reconciliation/result.js';
import { LATE_AFTER_MS, openReconciliation } from '../../reconciliation-host.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { type Language, languageOf } from '../language.js';
import type { Terminal } from '../terminal.js';
import { describeResult } from './describe-result.js';

export interface ReconcileOptions {
  repair?: boolean;
  actor?: string;
  lateAfter?: string;
  json?: boolean;
  lang?: Language;
}

/** `yinxin reconcile`: 0 database and ledger agree, 1 they do not, 2 it cannot be told, 3 wrong usage. */
export async function reconcileCommand(options: ReconcileOptions, terminal: Terminal): Promise<ExitStatus> {
  const question = readQuestion(options, terminal.env);
  // An engine without SM2 would call every good signature bad.
  assertSm2Works();
  const result = await reconcile(question, terminal);
  if (options.json === true) terminal.write(`${JSON.stringify(result)}\n`);
  else for (const line of describeResult(result, languageOf(options.lang, terminal.env))) terminal.say(line);
  return result.outcome === 'clean' ? 0 : 1;
}

async function reconcile({ actor, ...question }: Question, terminal: Terminal): Promise<ReconciliationResult> {
  try {
    const opened = await openReconciliation({ ...question, clock: { now: terminal.now } });
    try {
      const { result } = await opened.reconciler.all(actor === undefined ? undefined : { actor });
      return result;
    } finally {
      await opened.close();
    }
  } catch (cause) {
    if (cause instanceof AppError)
      throw new CliError('LEDGER_UNAVAILABLE', `${cause.code}: ${cause.message}`, { status: 2, cause });
    const hint = 'the database does not answer, or is not up to date (yinxin migrate)';
    throw new CliError('DATABASE_UNAVAILABLE', hint, { status: 2, cause });
  }
}

interface Question {
  domain: string;
  databaseUrl: string;
  ledger: LedgerConfig;
  dataFolder?: string;
  kekFile?: string;
  lateAfterMs: number;
  actor?: string;
}

/** The gateway's own environment, and what is asked. */
function readQuestion({ repair, actor, lateAfter }: ReconcileOptions, env: NodeJS.ProcessEnv): Question {
  const domain = domainCode.safeParse(env.YINXIN_DOMAIN).data;
  if (domain === undefined) throw new CliError('USAGE', 'YINXIN_DOMAIN: the code of the gateway’s domain');
  if ((repair === true) !== (actor !== undefined))
    throw new CliError('USAGE', '--repair and --actor belong together: the journal says who has repaired');
  if (actor !== undefined && !/^[\p{L}\p{N}._@-]{1,64}$/u.test(actor))
    throw new CliError('USAGE', '--actor: up to 64 letters and digits');
  return {
    domain,
    databaseUrl: readDatabaseUrl('DATABASE_URL', env.DATABASE_URL),
    ledger: readLedger(env),
    ...(env.YINXIN_DATA === undefined ? {} : { dataFolder: env.YINXIN_DATA }),
    ...(env.YINXIN_KEK_FILE === undefined ? {} : { kekFile: env.YINXIN_KEK_FILE }),
    lateAfterMs: lateAfter === undefined ? LATE_AFTER_MS : readSeconds(lateAfter) * 1_000,
    ...(actor === undefined ? {} : { actor }),
  };
}

function readLedger(env: NodeJS.ProcessEnv): LedgerConfig {
  switch (env.LEDGER ?? 'embedded') {
    case 'embedded':
      return { kind: 'embedded', databaseUrl: readDatabaseUrl('LEDGER_DATABASE_URL', env.LEDGER_DATABASE_URL) };
    case 'fabric':
      if (env.FABRIC_CONNECTION === undefined || env.YINXIN_DATA === undefined) {
        throw new CliError('USAGE', 'FABRIC_CONNECTION and YINXIN_DATA: as the gateway has them');
      }
      return { kind: 'fabric', connectionFile: env.FABRIC_CONNECTION };
    default:
      throw new CliError('USAGE', 'LEDGER: embedded or fabric');
  }
}

function readDatabaseUrl(name: string, text: string | undefined): string {
  // Never said back: it holds a password.
  if (text !== undefined && /^postgres(ql)?:\/\//.test(text)) return text;
  throw new CliError('USAGE', `${name}: an address postgres://…`);
}

function readSeconds(text: string): number {
  if (/^(0|[1-9][0-9]{0,6})$/.test(text)) return Number(text);
  throw new CliError('USAGE', '--late-after: whole seconds');
}
