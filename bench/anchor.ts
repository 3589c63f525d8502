import { startEmbeddedLedger, startFabric } from '../gateway/start/shared-ledger.js';
import { printFigure, tell } from './figure.js';
import { anchorBatches, percentile } from './support/anchor-load.js';
import { emptyTransactionRate } from './support/empty-transactions.js';
import { fabricOptions, openLedgerClient } from './support/ledger-client.js';
import { type BenchNetwork, startNetwork } from './support/network.js';
import { type MakeBatch, prepareBatches } from './support/ready-batches.js';
import { using } from './support/stop-on-signals.js';

const SIZES = [50, 100, 200, 500];
/** Licences of one run. */
const LICENCES = 12_000;
const IN_FLIGHT = 6;
const EMPTY = { count: 400, inFlight: 40 };
const ISSUING = '44';

interface Measured {
  size: number;
  rate: number;
  /** Milliseconds to anchored at half of that rate. */
  p50: number;
  p95: number;
}

/**
 * Licences anchored a second, by the size of their batches, on Fabric and on the embedded ledger: signed batches go in, and
 * what counts is the statement of the second witness. The contents of the licences are not made here: `issue` measures that.
 */
export async function benchAnchor(): Promise<void> {
  const embedded = await using(startNetwork(startEmbeddedLedger), (network) => measureAll(network, 'embedded'));
  let empty = Number.NaN;
  const fabric = await using(startNetwork(startFabricFor), async (network) => {
    empty = await emptyTransactionRate(await fabricOptions(network.ledger, ISSUING), EMPTY);
    tell(`anchor: ${Math.round(empty)} empty transactions/s on Fabric`);
    return measureAll(network, 'fabric');
  });
  for (const [kind, measured, other] of [
    ['fabric', fabric, embedded],
    ['embedded', embedded, fabric],
  ] as const) {
    for (const { size, rate, p50, p95 } of measured) {
      const beside = other.find((each) => each.size === size);
      const name = `anchor.${kind}.${size}`;
      const reference = `on the ${kind === 'fabric' ? 'embedded ledger' : 'network of Fabric'}`;
      printFigure({
        figure: name,
        value: rate,
        unit: 'licences/s',
        reference,
        referenceValue: beside?.rate ?? Number.NaN,
      });
      const delays = { unit: 'ms to anchored at half that load', reference } as const;
      printFigure({ figure: `${name}.p50`, value: p50, ...delays, referenceValue: beside?.p50 ?? Number.NaN });
      printFigure({ figure: `${name}.p95`, value: p95, ...delays, referenceValue: beside?.p95 ?? Number.NaN });
    }
  }
  const best = fabric.reduce((left, right) => (left.rate > right.rate ? left : right));
  printFigure({
    figure: 'anchor.fabric.best',
    value: best.rate / best.size,
    unit: `batches of ${best.size} a second`,
    reference: 'empty transactions/s on the same network',
    referenceValue: empty,
  });
}

const startFabricFor = (folder: string) => startFabric(`${folder}/network`);

async function measureAll(network: BenchNetwork, kind: string): Promise<Measured[]> {
  const makeBatch = await prepareBatches(network);
  const ledger = await openLedgerClient(network.ledger, ISSUING);
  try {
    await anchorBatches(ledger, network.gateways, await batchesOf(makeBatch, 100, 1_000), { inFlight: IN_FLIGHT });
    const measured: Measured[] = [];
    for (const size of SIZES) {
      const full = await batchesOf(makeBatch, size, LICENCES);
      const { rate } = await anchorBatches(ledger, network.gateways, full, { inFlight: IN_FLIGHT });
      const half = await batchesOf(makeBatch, size, LICENCES / 2);
      const everyMs = (size * 1000) / (rate / 2);
      const { delays } = await anchorBatches(ledger, network.gateways, half, { everyMs });
      const [p50, p95] = [percentile(delays, 0.5), percentile(delays, 0.95)];
      tell(
        `anchor: ${kind}, batches of ${size}: ${Math.round(rate)} licences/s; at half of it ${p50} ms, 95 % ${p95} ms`,
      );
      measured.push({ size, rate, p50, p95 });
    }
    return measured;
  } finally {
    await ledger.close();
  }
}

/** Signed before the clock starts. */
async function batchesOf(makeBatch: MakeBatch, size: number, licences: number) {
  const batches = [];
  for (let made = 0; made < licences; made += size) batches.push(await makeBatch(size));
  return batches;
}
