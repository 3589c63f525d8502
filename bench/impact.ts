import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '../gateway/db/data-source.js';
import { startCluster } from '../gateway/db/embedded-postgres/cluster.js';
import { createImpact } from '../gateway/db/repositories/impact.js';
import type { ImpactQuery } from '../gateway/domain/ports/impact.js';
import { printFigure, tell } from './figure.js';
import { median } from './median.js';
import { BenchFailure } from './support/bench-failure.js';
import { using } from './support/stop-on-signals.js';

const LICENCES = 100_000;
const ROUNDS = 9;
const PAGE = 1_000;
const AUTHORITY = '11440000YX44M00099';
const START = Date.parse('2026-01-01T00:00:00.000Z');
const MINUTE_MS = 60_000;
const sealOf = (at: number) => String(at % 10).repeat(64);

/**
 * Milliseconds to count all licences that a lost seal or certificate touched, among 100,000 of one gateway, and to have the first
 * thousand: one seal's tenth of them within a month; all of them, by the one signer's certificate; and, as the reference, the
 * same count of all where the database has no index for it.
 */
export async function benchImpact(): Promise<void> {
  await using(openDatabase(), async ({ source }) => {
    await fill(source);
    const impact = createImpact(source);
    const month = {
      seals: [sealOf(3)],
      certificates: [],
      from: new Date(START).toISOString(),
      until: new Date(START + 30 * 24 * 60 * MINUTE_MS).toISOString(),
    };
    const signer = { seals: Array.from({ length: 10 }, (_, at) => sealOf(at)), certificates: ['c'.repeat(64)] };
    const answer = async (query: ImpactQuery, expected: number) => {
      const [{ total }, page] = await Promise.all([impact.count(query), impact.page({ ...query, limit: PAGE })]);
      if (total !== expected || page.length !== Math.min(expected, PAGE)) throw new BenchFailure(`${total} licences`);
    };
    const inMonth = Math.ceil((30 * 24 * 60) / 10);
    const seal = await millisecondsOf(() => answer(month, inMonth));
    const all = await millisecondsOf(() => answer(signer, LICENCES));
    for (const index of ['seal', 'sealing', 'attesting']) await source.query(`DROP INDEX licence_touched_${index}`);
    await source.query('DROP INDEX licence_seal');
    const scanned = await millisecondsOf(() => answer(signer, LICENCES));
    const reference = { unit: 'ms', reference: 'the count of all, without an index', referenceValue: scanned };
    printFigure({ figure: 'impact.seal', value: seal, ...reference });
    printFigure({ figure: 'impact.certificate', value: all, ...reference });
  });
}

async function openDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'yinxin-bench-'));
  tell('impact: starting a database');
  const cluster = await startCluster({ dataFolder: join(folder, 'postgres') });
  const url = await cluster.createDatabase({ database: 'bench', role: 'bench', password: 'bench' });
  const source = await createDataSource(url).initialize();
  await migrate(source);
  const stop = async () => {
    await source.destroy();
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { source, stop };
}

/** One licence a minute, ten seals in turns, one signer; rows as large as real ones. */
async function fill(source: DataSource): Promise<void> {
  tell(`impact: ${LICENCES} licences`);
  await source.query(
    `INSERT INTO licence (licence_id, ledger_key, authority, type, licence_version, idempotency_key, order_mac,
       licence_number, valid_from, digest, document, fields, attestation, seal_signature, seal, leaf, batch_proof,
       batch_digest, state, entry_version, created_at, seal_certificate,
       attestation_certificate)
     SELECT 'id-' || n, 'licence/' || n, $1, $1 || '001', 1, 'key-' || n, ${noise(64)}, 'number-' || n, '2026-01-01',
       ${noise(64)}, ${noise(900)}, ${noise(1200)}, ${noise(86)}, decode(${noise(2800)}, 'hex'),
       repeat((n % 10)::text, 64),
       ${noise(700)},
       ${noise(400)}, 'batch', 'active', 1, $2::timestamptz + n * interval '1 minute',
       repeat('c', 64), repeat('b', 64)
     FROM generate_series(0, $3::integer - 1) n`,
    [AUTHORITY, new Date(START), LICENCES],
  );
  await source.query('VACUUM ANALYZE licence');
}

/** SQL for about so many characters that no compression makes much shorter. */
function noise(length: number): string {
  return `(SELECT string_agg(md5(n || '/' || i), '') FROM generate_series(1, ${Math.ceil(length / 32)}) i)`;
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  }
  return median(times);
}
