import type { Clock } from '../../domain/ports/clock.js';
import type { Repairs } from '../../domain/ports/repairs.js';
import { DRIFT_CLASSES, type Drift, driftName } from '../../domain/reconciliation/drift.js';
import { type DriftCounts, MAX_FINDINGS, type ReconciliationFinding } from '../../domain/reconciliation/result.js';

/** Where a run's differences go: looked at twice, counted, and repaired where that is asked for. */
export interface Sink {
  /** Runs a check, and where it finds something once more a moment later: what passes by itself was work under way. */
  check(look: () => Promise<Drift[]>): Promise<void>;
  counts(): DriftCounts;
  findings(): ReconciliationFinding[];
}

/** Long enough for a request, a projection or an anchoring that was caught half-way. */
const SETTLE_MS = 400;

export function createSink(deps: {
  repairs: Repairs;
  clock: Clock;
  pause: (milliseconds: number) => Promise<unknown>;
  /** Who asks for repairs; absent where nothing is to be changed. */
  actor?: string;
}): Sink {
  const { repairs, clock, pause, actor } = deps;
  const counts: DriftCounts = {
    'missing-on-ledger': 0,
    'missing-in-database': 0,
    'digest-differs': 0,
    'state-differs': 0,
    late: 0,
  };
  const findings: ReconciliationFinding[] = [];

  const repair = async (drift: Drift): Promise<ReconciliationFinding['repair']> => {
    const { fix } = drift;
    if (fix === undefined) return 'impossible';
    if (actor === undefined) return 'possible';
    return (await repairs.repair({ ...drift, fix }, { actor, at: clock.now() })) ? 'done' : 'changed';
  };

  return {
    async check(look) {
      const first = await look();
      if (first.length === 0) return;
      await pause(SETTLE_MS);
      const before = new Set(first.map(driftName));
      for (const drift of (await look()).filter((each) => before.has(driftName(each)))) {
        counts[drift.class] += 1;
        const outcome = await repair(drift);
        const { fix: _fix, column, ...told } = drift;
        if (findings.length < MAX_FINDINGS)
          findings.push({ ...told, ...(column === undefined ? {} : { column }), repair: outcome });
      }
    },
    counts: () => ({ ...counts }),
    findings: () => [...findings],
  };
}

export function isClean(counts: DriftCounts): boolean {
  return DRIFT_CLASSES.every((kind) => counts[kind] === 0);
}
