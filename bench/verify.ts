import { printFigure, tell } from './figure.js';
import { median } from './median.js';
import { licenceIdsOf, postBatch, untilAnchored } from './support/batches.js';
import { BenchFailure } from './support/bench-failure.js';
import { tellCost } from './support/cpu-time.js';
import { emptyKoaRate } from './support/empty-koa.js';
import { requestRate } from './support/load.js';
import { type BenchNetwork, startNetwork } from './support/network.js';
import { pkijsRate } from './support/pkijs-reference.js';
import { createPoster } from './support/post.js';
import { using } from './support/stop-on-signals.js';
import { CHANGED_PARTS, withChangedByte } from './support/stored-evidence.js';

const LICENCES = 2_000;
/** Windows that ask at the same time, each over a connection of its own. */
const CONCURRENCY = 64;
const SECONDS = 5;
const ROUNDS = 5;

/** Verifications by id a second, of evidence that one gateway keeps; all checks and signatures, each time. */
export async function benchVerify(): Promise<void> {
  tell('verify: pkijs');
  const pkijs = [await pkijsRate(2, new Uint8Array(1_500).fill(0x20))];
  const rates: number[] = [];
  await using(startNetwork(), async (network) => {
    const ids = await issueLicences(network);
    const headers = {
      authorization: `Bearer ${await network.token('window')}`,
      'content-type': 'application/json',
    };
    const poster = createPoster(network.verificationAddress, headers, CONCURRENCY);
    const verdictOf = async (licenceId: string): Promise<Report> =>
      JSON.parse(await poster.post(JSON.stringify({ licenceId })));
    const ask = async (turn: number) => {
      const report = await poster.post(JSON.stringify({ licenceId: ids[turn % ids.length] }));
      // The first members of an answer; reading all of it would be the load's work, not the gateway's.
      if (!report.includes('"verdict":"valid","scope":"evidence"')) throw new BenchFailure(report);
    };
    try {
      await requestRate(ask, { seconds: 3, concurrency: CONCURRENCY });
      for (let round = 1; round <= ROUNDS; round += 1) {
        const { rate } = await tellCost(network, 'verification', () =>
          requestRate(ask, { seconds: SECONDS, concurrency: CONCURRENCY }),
        );
        rates.push(rate);
        tell(`verify: ${Math.round(rate)} verifications/s`);
      }
      await checkTampering(network, ids[0] ?? '', verdictOf);
    } finally {
      poster.close();
    }
  });
  const koa = await emptyKoaRate(JSON.stringify({ licenceId: 'x'.repeat(80) }));
  pkijs.push(await pkijsRate(2, new Uint8Array(1_500).fill(0x20)));
  const value = median(rates);
  const unit = 'verifications/s';
  printFigure({
    figure: 'verify.pkijs',
    value,
    unit,
    reference: 'pkijs on one core: two certificates and a CMS signature a document, ECDSA P-256',
    referenceValue: median(pkijs),
  });
  printFigure({
    figure: 'verify.koa',
    value,
    unit,
    reference: 'requests/s of an empty Koa route',
    referenceValue: koa,
  });
}

interface Report {
  verdict: string;
  codes: string[];
}

async function issueLicences(network: BenchNetwork): Promise<string[]> {
  const rows = network.orders('verify', LICENCES).map((order) => JSON.stringify(order));
  const ids = licenceIdsOf(await postBatch(network, rows), LICENCES);
  await untilAnchored(network, ids);
  tell(`verify: ${ids.length} licences are anchored`);
  return ids;
}

/** A rate is worth something only where the next answer after a change of one byte is `invalid`. */
async function checkTampering(
  network: BenchNetwork,
  licenceId: string,
  verdictOf: (licenceId: string) => Promise<Report>,
): Promise<void> {
  for (const part of CHANGED_PARTS) {
    const changed = await withChangedByte(network, { licenceId, part }, () => verdictOf(licenceId));
    const restored = await verdictOf(licenceId);
    if (changed.verdict !== 'invalid' || restored.verdict !== 'valid') {
      throw new BenchFailure(`${part} changed: ${changed.verdict}; restored: ${restored.verdict}`);
    }
    tell(`verify: one byte of ${part} changed: ${changed.verdict}, ${changed.codes[0]}`);
  }
}
