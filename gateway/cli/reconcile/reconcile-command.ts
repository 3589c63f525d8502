import { domainCode } from '../../../chaincode/model/primitives.js';
import { assertSm2Works } from '../../../pki/sm2/self-test.js';
import type { LedgerConfig } from '../../config.js';
import { AppError } from '../../domain/errors.js';
import type { ReconciliationResult } from '../../domain/reconciliation/result.js';
import { LATE_AFTER_MS, openReconciliation } from '../../reconciliation-host.js';
import type { KekConfig } from '../../signer-config.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { readDatabaseUrl, readKeyPlaces, readLedger } from '../environment.js';
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
  kek: KekConfig;
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
    ...readKeyPlaces(env),
    lateAfterMs: lateAfter === undefined ? LATE_AFTER_MS : readSeconds(lateAfter) * 1_000,
    ...(actor === undefined ? {} : { actor }),
  };
}

function readSeconds(text: string): number {
  if (/^(0|[1-9][0-9]{0,6})$/.test(text)) return Number(text);
  throw new CliError('USAGE', '--late-after: whole seconds');
}
