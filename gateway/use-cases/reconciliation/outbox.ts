import type { KeptOutboxItem } from '../../domain/ports/reconciliation-rows.js';
import { checkWaiting } from '../../domain/reconciliation/check-outbox.js';
import type { Drift } from '../../domain/reconciliation/drift.js';
import { putBack } from './put-back.js';
import type { Run } from './run.js';

const PAGE = 50;

/** What waits for the ledger. What the ledger has already meets its block. */
export async function reconcileOutbox(run: Run): Promise<void> {
  for (let last = ''; ; ) {
    let page: string[] = [];
    await run.sink.check(async () => {
      const items = await run.rows.waiting(last, PAGE);
      page = items.map(({ digest }) => digest);
      const drifts: Drift[] = [];
      for (const item of items) drifts.push(...(await checkOne(run, item)));
      return drifts;
    });
    run.rowsChecked += page.length;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return;
    last = end;
  }
}

async function checkOne(run: Run, item: KeptOutboxItem): Promise<Drift[]> {
  const { lateAfterMs, facts } = run;
  const drifts = await checkWaiting(item, { isSigned: facts.isSigned, now: run.clock.now(), lateAfterMs });
  if (!drifts.some(({ column }) => column === 'input')) return drifts;
  // The batch that waits is kept twice: as it is sent, and as evidence has it.
  const batch = (await run.rows.batchesAt(-1, [item.digest])).find(({ digest }) => digest === item.digest);
  const again = batch === undefined || batch.blockNumber !== null ? undefined : await putBack(run, batch);
  return again?.ok === true ? drifts.map((drift) => ({ ...drift, fix: again.fix })) : drifts;
}
