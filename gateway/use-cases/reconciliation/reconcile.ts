import { formatTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import type { ReconciliationResults } from '../../domain/ports/daily-statements.js';
import type { Repairs } from '../../domain/ports/repairs.js';
import type { ReconciliationResult } from '../../domain/reconciliation/result.js';
import { recordOf } from '../registry/records.js';
import { reconcileBatches } from './batches.js';
import { reconcileBlock } from './blocks.js';
import { reconcileCheckpoint } from './checkpoint.js';
import { reconcileEntries } from './entries.js';
import { createLedgerFacts } from './ledger-facts.js';
import { reconcileLicences } from './licences.js';
import { reconcileMaterial } from './material.js';
import { reconcileOutbox } from './outbox.js';
import { readBlock, readBlocks } from './read-blocks.js';
import type { Run, RunDeps } from './run.js';
import { createSink, isClean } from './sink.js';
import { createTally, type LedgerTally } from './tally.js';

/** Of each table, in one window. */
const WINDOW_ROWS = 2_000;
const WINDOW_BLOCKS = 200;

export interface ReconcileDeps extends RunDeps {
  repairs: Repairs;
  results: ReconciliationResults;
  pause: (milliseconds: number) => Promise<unknown>;
}

export interface Reconciler {
  /**
   * Every row and every block, and what the ledger has of this domain. With an actor, what can be repaired is. Rejects with
   * LEDGER_UNAVAILABLE or LEDGER_CORRUPT: then nothing can be told.
   */
  all(options?: { actor: string }): Promise<{ result: ReconciliationResult; tally: LedgerTally }>;
  /** The next part of the rows and blocks, from where the last window ended. */
  window(): Promise<ReconciliationResult>;
}

/**
 * Holds the gateway's database against the own node, over the Ledger port alone. Rows come by pages and blocks one by one, so
 * memory does not grow with either. Changes nothing unless it is asked to.
 */
export function createReconciler(deps: ReconcileDeps): Reconciler {
  const next = { licence: '', batch: '', entry: '', block: 0 };

  const begin = async (actor?: string) => {
    const { clock, ledger, domain, rows } = deps;
    const startedAt = formatTime(clock.now());
    const snapshot = await ledger.read(['network']);
    const network = recordOf(snapshot, 'network', 'network')?.record;
    if (network === undefined) throw new AppError('LEDGER_REFUSED', 'the network has not been founded');
    const { height } = snapshot;
    const { blockHash } = await readBlock(ledger, height);
    const sink = createSink({ ...deps, ...(actor === undefined ? {} : { actor }) });
    const run: Run = {
      ...deps,
      network,
      height,
      facts: createLedgerFacts({ domain, ledger, rows }),
      sink,
      rowsChecked: 0,
    };
    const end = async (scope: 'all' | 'window', blocks: number): Promise<ReconciliationResult> => {
      const drift = sink.counts();
      const result: ReconciliationResult = {
        format: 'yinxin/reconciliation/v1',
        scope,
        outcome: isClean(drift) ? 'clean' : 'drift',
        network: network.network,
        ledger: ledger.ledgerId,
        domain,
        startedAt,
        finishedAt: formatTime(clock.now()),
        blockNumber: height,
        blockHash,
        checked: { blocks, rows: run.rowsChecked },
        drift,
        findings: sink.findings(),
      };
      await deps.results.keep(result);
      return result;
    };
    return { run, end };
  };

  return {
    async all(options) {
      const { run, end } = await begin(options?.actor);
      const { ledger, domain } = deps;
      const tally = createTally({ domain, ledger, height: run.height });
      await reconcileMaterial(run);
      // First: what the batches are is what their licences are held against.
      await reconcileBatches(run, '');
      let blocks = 0;
      for await (const block of readBlocks(ledger, 0, run.height)) {
        await reconcileBlock(run, block);
        await tally.take(block);
        blocks += 1;
      }
      await reconcileLicences(run, '');
      await reconcileEntries(run, '');
      await reconcileOutbox(run);
      await reconcileCheckpoint(run);
      return { result: await end('all', blocks), tally: tally.result() };
    },

    async window() {
      const { run, end } = await begin();
      await reconcileCheckpoint(run);
      await reconcileOutbox(run);
      next.batch = (await reconcileBatches(run, next.batch, WINDOW_ROWS)) ?? '';
      let blocks = 0;
      const to = Math.min(run.height, next.block + WINDOW_BLOCKS - 1);
      for await (const block of readBlocks(deps.ledger, next.block, to)) {
        await reconcileBlock(run, block);
        blocks += 1;
      }
      next.block = to >= run.height ? 0 : to + 1;
      next.licence = (await reconcileLicences(run, next.licence, WINDOW_ROWS)) ?? '';
      next.entry = (await reconcileEntries(run, next.entry, WINDOW_ROWS)) ?? '';
      return end('window', blocks);
    },
  };
}
