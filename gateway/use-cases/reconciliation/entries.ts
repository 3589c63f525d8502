import { checkEntry } from '../../domain/reconciliation/check-entry.js';
import type { Drift } from '../../domain/reconciliation/drift.js';
import { followedTo, type Run } from './run.js';

const PAGE = 500;

/** Every row of the projection against the ledger's own state. */
export async function reconcileEntries(
  run: Run,
  after: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<string | undefined> {
  let last = after;
  for (let done = 0; done < limit; ) {
    let page: string[] = [];
    await run.sink.check(async () => {
      const followed = await followedTo(run);
      const rows = await run.rows.entries(last, PAGE);
      page = rows.map(({ key }) => key);
      const { entries } = await run.ledger.read(page);
      return rows.flatMap((row): Drift[] => {
        const entry = entries.get(row.key);
        return entry !== undefined && entry.blockNumber > followed ? [] : checkEntry(row, entry);
      });
    });
    done += page.length;
    run.rowsChecked += page.length;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return undefined;
    last = end;
  }
  return last;
}
