import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { LedgerConfig } from './config.js';
import { createDataSource } from './db/data-source.js';
import { createDailyStatementStore, createReconciliationResults } from './db/repositories/daily-statements.js';
import { createReconciliationRows } from './db/repositories/reconciliation-rows.js';
import { createRepairs } from './db/repositories/repairs.js';
import { createStatementDatabase } from './db/repositories/statement-database.js';
import { createSubmissionJournal } from './db/repositories/submission-journal.js';
import { AppError } from './domain/errors.js';
import type { Clock } from './domain/ports/clock.js';
import type { KeyRing } from './domain/ports/key-ring.js';
import type { Ledger } from './domain/ports/ledger.js';
import { createReceiptReader } from './ledger/witness/receipt-reader.js';
import { createSqlStatementStore } from './ledger/witness/sql-statement-store.js';
import type { Log } from './observability/log.js';
import { openKek } from './open-keys.js';
import { openLedger } from './open-ledger.js';
import type { KekConfig } from './signer-config.js';
import { createIssueDailyStatement } from './use-cases/reconciliation/issue-daily-statement.js';
import { createReconciler, type Reconciler } from './use-cases/reconciliation/reconcile.js';
import { createReconcileRegularly } from './use-cases/reconciliation/reconcile-regularly.js';

/** What is on its way for longer than this is late. */
export const LATE_AFTER_MS = 15 * 60_000;

export interface ReconciliationDeps {
  domain: string;
  source: DataSource;
  ledger: Ledger;
  clock: Clock;
  lateAfterMs?: number;
  /** How a finding is given time to pass by itself before it is looked at again. */
  pause?: (milliseconds: number) => Promise<unknown>;
}

/** Puts together what holds a gateway's database against its ledger: the same for the gateway itself and for the command line. */
export function createReconciliationHost(deps: ReconciliationDeps) {
  const { domain, source, ledger, clock, lateAfterMs = LATE_AFTER_MS } = deps;
  const store = createSqlStatementStore(createStatementDatabase(source));
  const results = createReconciliationResults(source);
  const statements = createDailyStatementStore(source);
  const reconciler = createReconciler({
    ...deps,
    ...createReceiptReader({ domain, ledger, store, clock }),
    lateAfterMs,
    rows: createReconciliationRows(source),
    repairs: createRepairs(source),
    results,
    pause: deps.pause ?? ((milliseconds) => sleep(milliseconds)),
  });
  return {
    reconciler,
    results,
    statements,
    /** The scheduled work of a gateway that holds the domain's keys. */
    regularly: ({ keys, log }: { keys: KeyRing; log: Log }) =>
      createReconcileRegularly({
        reconciler,
        statements,
        clock,
        issue: createIssueDailyStatement({ domain, ledger, keys, statements, clock }),
        onResult: ({ scope, outcome, checked, drift }) =>
          log[outcome === 'clean' ? 'info' : 'error']({ scope, outcome, checked, drift }, 'reconciliation'),
      }),
  };
}

/**
 * Opens a gateway's database and ledger from outside the gateway. Makes neither: throws LEDGER_UNAVAILABLE where there is no ledger,
 * and what the driver throws where there is no database.
 */
export async function openReconciliation(options: {
  domain: string;
  databaseUrl: string;
  ledger: LedgerConfig;
  /** Folder and file of the gateway's own settings, for its identity on Fabric. */
  dataFolder?: string;
  kek: KekConfig;
  lateAfterMs: number;
  clock: Clock;
}): Promise<{ reconciler: Reconciler; close(): Promise<void> }> {
  const { databaseUrl, ledger: config, dataFolder = '.', kek, ...rest } = options;
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const each of closing.splice(0).toReversed()) await each();
  };
  try {
    const source = await createDataSource(databaseUrl, { poolSize: 4 }).initialize();
    closing.push(() => source.destroy());
    if (config.kind === 'embedded') await ensureLedger(config.databaseUrl);
    const ledger = await openLedger(
      { ledger: config, dataFolder },
      {
        kek: () => openKek(kek, { dataFolder, create: false }),
        journal: createSubmissionJournal(source),
        clock: options.clock,
      },
    );
    closing.push(() => ledger.close());
    return { reconciler: createReconciliationHost({ ...rest, source, ledger }).reconciler, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opening an empty database would found a ledger in it. */
async function ensureLedger(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'yinxin-reconcile',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string | null }>(`SELECT to_regclass('ledger_block')::text AS name`);
    if (rows[0]?.name == null) throw new AppError('LEDGER_UNAVAILABLE', 'the database holds no ledger');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('LEDGER_UNAVAILABLE', 'the ledger does not answer', { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}
