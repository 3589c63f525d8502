import { printFigure, tell } from './figure.js';
import { median } from './median.js';
import { licenceIdsOf, postBatch, untilAnchored } from './support/batches.js';
import { tellCost } from './support/cpu-time.js';
import { emptyKoaRate } from './support/empty-koa.js';
import { type BenchNetwork, startNetwork } from './support/network.js';
import { signRate } from './support/raw-sm2.js';
import { using } from './support/stop-on-signals.js';

const ROWS = 4_000;
const ROUNDS = 5;
/** Attestation and seal signature; the batch's own is shared by 500 licences. */
const SIGNATURES_PER_LICENCE = 2;

/** Licences a second through the whole gateway, until the ledger has them and until a quorum has witnessed them. */
export async function benchIssue(): Promise<void> {
  const raw: number[] = [await signRate(2)];
  const answered: number[] = [];
  const anchored: number[] = [];
  await using(startNetwork(), async (network) => {
    await issue(network, 'warm', 2_000);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const run = await tellCost(network, 'licence', () => issue(network, `round${round}`, ROWS));
      answered.push(run.answered);
      anchored.push(run.anchored);
      tell(`issue: ${Math.round(run.answered)} licences/s, ${Math.round(run.anchored)} until anchored`);
    }
  });
  raw.push(await signRate(2));
  const possible = median(raw) / SIGNATURES_PER_LICENCE;
  const reference = 'raw SM2 signing on one core, two signatures a licence';
  printFigure({ figure: 'issue', value: median(answered), unit: 'licences/s', reference, referenceValue: possible });
  printFigure({
    figure: 'issue.anchored',
    value: median(anchored),
    unit: 'licences/s',
    reference,
    referenceValue: possible,
  });
  printFigure({
    figure: 'issue.koa',
    value: median(answered),
    unit: 'licences/s',
    reference: 'requests/s of an empty Koa route, one order a request',
    referenceValue: await emptyKoaRate(JSON.stringify({ licenceNumber: 'x'.repeat(700) })),
  });
}

async function issue(network: BenchNetwork, seed: string, count: number) {
  const rows = network.orders(seed, count).map((order) => JSON.stringify(order));
  const start = performance.now();
  const run = await postBatch(network, rows);
  await untilAnchored(network, licenceIdsOf(run, count));
  return {
    count,
    answered: (count * 1000) / run.milliseconds,
    anchored: (count * 1000) / (performance.now() - start),
  };
}
