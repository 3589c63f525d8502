import { printFigure, tell } from './figure.js';
import { median } from './median.js';
import { type BatchRun, postBatch, untilAnchored } from './support/batches.js';
import { BenchFailure } from './support/bench-failure.js';
import { type BenchNetwork, startNetwork } from './support/network.js';
import { using } from './support/stop-on-signals.js';

const SMALL = 1_000;
const LARGE = 16_000;
const ROUNDS = 3;
/** One row in so many fails. */
const BAD_EVERY = 97;

/** What a row of a long request costs beside a row of a short one; rows that fail are told of in their place. */
export async function benchBatch(): Promise<void> {
  const small: number[] = [];
  const large: number[] = [];
  await using(startNetwork(), async (network) => {
    await perRow(network, 'warm', 4_000);
    for (let round = 1; round <= ROUNDS; round += 1) {
      // Several short ones: each is so short that one alone would be chance.
      for (let each = 0; each < 3; each += 1) small.push(await perRow(network, `small${round}-${each}`, SMALL));
      large.push(await perRow(network, `large${round}`, LARGE));
      tell(`batch: ${median(small).toFixed(3)} ms a row of ${SMALL}, ${median(large).toFixed(3)} ms a row of ${LARGE}`);
    }
  });
  printFigure({
    figure: 'batch',
    value: median(large),
    unit: `ms a row of ${LARGE}`,
    reference: `ms a row of ${SMALL}, in requests of that length`,
    referenceValue: median(small),
  });
}

async function perRow(network: BenchNetwork, seed: string, count: number): Promise<number> {
  const rows = network.orders(seed, count).map((order, at) => JSON.stringify(spoilt(order, at)));
  const run = await postBatch(network, rows);
  // The next request begins on a network that is done with this one.
  await untilAnchored(network, checkInPlace(run, count));
  return run.milliseconds / count;
}

function isBad(at: number): boolean {
  return at % BAD_EVERY === BAD_EVERY - 1;
}

function spoilt(order: object, at: number): object {
  return isBad(at) ? { ...order, validFrom: '2026-02-31' } : order;
}

/** Every row has one line, in its place: a licence, or for the bad ones the code of what is wrong with them. Answers the licences. */
function checkInPlace({ lines }: BatchRun, count: number): string[] {
  if (lines.length !== count) throw new BenchFailure(`${lines.length} lines for ${count} rows`);
  const ids: string[] = [];
  for (const [at, line] of lines.entries()) {
    const { row, licenceId, code } = line;
    const right = isBad(at)
      ? code !== undefined && licenceId === undefined
      : licenceId !== undefined && code === undefined;
    if (row !== at + 1 || !right) throw new BenchFailure(`row ${at + 1} was answered with ${JSON.stringify(line)}`);
    if (licenceId !== undefined) ids.push(licenceId);
  }
  return ids;
}
