import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockStatement } from '../../chaincode/model/block-statement.js';
import type { TransactionInput } from '../../chaincode/model/transaction.js';
import type { Ledger } from '../../gateway/domain/ports/ledger.js';
import { parseTime } from '../../pki/encoding/times.js';
import { until } from './until.js';

/** Three witnesses: two are a majority. */
const QUORUM = 2;

export interface AnchorRun {
  /** Licences a second, from the first submission to the anchoring of the last block. */
  rate: number;
  /** Milliseconds from submission to the second witness's statement, one a batch, ascending. */
  delays: number[];
}

/**
 * Submits batches that are signed already and answers when they were anchored, by the times that the gateways' witnesses have
 * signed. `everyMs`: a batch starts that often, whatever the ones before do; otherwise `inFlight` are under way at any time.
 */
export async function anchorBatches(
  ledger: Ledger,
  gateways: readonly string[],
  batches: readonly TransactionInput[],
  pace: { inFlight: number } | { everyMs: number },
): Promise<AnchorRun> {
  const sent: { at: number; blockNumber: number; size: number }[] = [];
  const send = async (input: TransactionInput) => {
    const at = Date.now();
    const { blockNumber } = await ledger.submit(input);
    sent.push({ at, blockNumber, size: input.leaves?.length ?? 0 });
  };
  if ('everyMs' in pace) {
    const sending: Promise<void>[] = [];
    for (const batch of batches) {
      sending.push(send(batch));
      await sleep(pace.everyMs);
    }
    await Promise.all(sending);
  } else {
    const left = [...batches];
    const work = async () => {
      for (let batch = left.shift(); batch !== undefined; batch = left.shift()) await send(batch);
    };
    await Promise.all(Array.from({ length: pace.inFlight }, work));
  }
  const anchoredAt = await anchoringTimes(gateways, [...new Set(sent.map(({ blockNumber }) => blockNumber))]);
  const timeOf = (blockNumber: number) => anchoredAt.get(blockNumber) ?? Number.NaN;
  const first = Math.min(...sent.map(({ at }) => at));
  const last = Math.max(...sent.map(({ blockNumber }) => timeOf(blockNumber)));
  const licences = sent.reduce((sum, { size }) => sum + size, 0);
  const delays = sent.map(({ at, blockNumber }) => timeOf(blockNumber) - at).sort((a, b) => a - b);
  return { rate: (licences * 1000) / (last - first), delays };
}

/** The value below which `share` of the ascending values lie. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}

/** The second smallest `seenAt` of each block, milliseconds since 1970. */
async function anchoringTimes(gateways: readonly string[], blocks: readonly number[]): Promise<Map<number, number>> {
  const from = Math.min(...blocks);
  return until('statements of two witnesses for every block', async () => {
    const seen = new Map<number, number[]>();
    for (const gateway of gateways) {
      for (const { statement } of await statementsOf(gateway, from)) {
        seen.set(statement.blockNumber, [...(seen.get(statement.blockNumber) ?? []), parseTime(statement.seenAt)]);
      }
    }
    const times = new Map<number, number>();
    for (const block of blocks) {
      const time = seen.get(block)?.sort((a, b) => a - b)[QUORUM - 1];
      if (time === undefined) return undefined;
      times.set(block, time);
    }
    return times;
  });
}

/** A gateway's own witness, from a height on. */
async function statementsOf(gateway: string, from: number): Promise<BlockStatement[]> {
  const statements: BlockStatement[] = [];
  for (let next = from; ; ) {
    const response = await fetch(`${gateway}/v1/witness/block-statements?from=${next}&limit=1000`);
    const { items }: { items: BlockStatement[] } = JSON.parse(await response.text());
    statements.push(...items);
    const last = items.at(-1);
    if (last === undefined || items.length < 1000) return statements;
    next = last.statement.blockNumber + 1;
  }
}
