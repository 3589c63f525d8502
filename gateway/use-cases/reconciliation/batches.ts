import { signedLicenceBatch } from '../../../chaincode/model/command.js';
import type { KeptBatch } from '../../domain/ports/reconciliation-rows.js';
import { checkSignedBatch } from '../../domain/reconciliation/check-batch.js';
import type { Drift } from '../../domain/reconciliation/drift.js';
import { leavesInOrder } from '../../domain/reconciliation/leaves-in-order.js';
import { readKept } from '../../domain/reconciliation/read-kept.js';
import { putBack } from './put-back.js';
import type { Run } from './run.js';

const PAGE = 50;

/** What batches say by themselves, and those that the ledger has not; the others meet their blocks. */
export async function reconcileBatches(
  run: Run,
  after: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<string | undefined> {
  let last = after;
  for (let done = 0; done < limit; ) {
    let page: string[] = [];
    await run.sink.check(async () => {
      const batches = await run.rows.batches(last, PAGE);
      page = batches.map(({ digest }) => digest);
      const drifts: Drift[] = [];
      for (const batch of batches) drifts.push(...(await checkOne(run, batch)));
      return drifts;
    });
    done += page.length;
    run.rowsChecked += page.length;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return undefined;
    last = end;
  }
  return last;
}

async function checkOne(run: Run, batch: KeptBatch): Promise<Drift[]> {
  const signed = readKept(signedLicenceBatch, batch.signed);
  const isSigned = signed !== undefined && signed.command.domain === run.domain && (await run.facts.isSigned(signed));
  const own = checkSignedBatch(batch, () => isSigned);
  // What is on the ledger has its command there, to be held against it and to be read again.
  const drifts = batch.blockNumber === null ? own : own.filter(({ column }) => column !== 'signed');
  if (batch.blockNumber === null) return [...drifts, ...(await checkUnsent(run, batch))];
  const { height } = await run.ledger.read([]);
  if (batch.blockNumber <= height) return drifts;
  const finding = { table: 'licence_batch', key: batch.digest, column: 'block_number' } as const;
  return [...drifts, { ...finding, class: 'state-differs', detail: 'a block that the ledger has not reached' }];
}

/** A batch without a place: on its way, or nobody sends it. */
async function checkUnsent(run: Run, batch: KeptBatch): Promise<Drift[]> {
  const [item] = await run.rows.outboxItems([batch.digest]);
  if (item?.status === 'waiting' || (await isOnLedger(run, batch))) return [];
  const finding = { class: 'missing-on-ledger', table: 'licence_batch', key: batch.digest } as const;
  const again = await putBack(run, batch);
  if (!again.ok) return [{ ...finding, detail: `signed, not on the ledger, and ${again.detail}` }];
  return [{ ...finding, detail: 'signed, not on the ledger, and nobody sends it', fix: again.fix }];
}

/** Then its block has it, and what is missing here is a place. */
async function isOnLedger({ ledger, rows }: Run, { digest }: KeptBatch): Promise<boolean> {
  const [leaf] = leavesInOrder(await rows.leavesOf(digest));
  if (leaf === undefined) return false;
  return (await ledger.history(leaf.key)).some(({ record }) => record.by === digest);
}
