import { BenchFailure } from './bench-failure.js';
import type { BenchNetwork } from './network.js';
import { createPoster } from './post.js';
import { until } from './until.js';

export interface BatchRun {
  milliseconds: number;
  /** The answer to each row, in order. */
  lines: readonly BatchAnswer[];
}

export interface BatchAnswer {
  row: number;
  licenceId?: string;
  code?: string;
}

/** Posts the rows as one NDJSON request, and times it from the first byte sent to the last one received. */
export async function postBatch(network: BenchNetwork, rows: readonly string[]): Promise<BatchRun> {
  const headers = {
    authorization: `Bearer ${await network.token('issuer')}`,
    'content-type': 'application/x-ndjson',
  };
  const poster = createPoster(network.batchAddress, headers, 1);
  const body = `${rows.join('\n')}\n`;
  try {
    const start = performance.now();
    const answer = await poster.post(body);
    const milliseconds = performance.now() - start;
    const texts = answer.split('\n').filter((line) => line !== '');
    return { milliseconds, lines: texts.map((line): BatchAnswer => JSON.parse(line)) };
  } finally {
    poster.close();
  }
}

/** Throws BenchFailure unless every row has become a licence. */
export function licenceIdsOf({ lines }: BatchRun, count: number): string[] {
  const ids = lines.flatMap(({ row, licenceId }, at) => (row === at + 1 && licenceId !== undefined ? [licenceId] : []));
  if (ids.length === count) return ids;
  const bad = lines.find(({ licenceId }) => licenceId === undefined);
  throw new BenchFailure(`${ids.length} of ${count} rows became licences; ${JSON.stringify(bad)}`);
}

/** Until a quorum of witnesses has seen the blocks of all these licences; the rows of 500 share a block. */
export async function untilAnchored(network: BenchNetwork, licenceIds: readonly string[]): Promise<void> {
  const client = network.province.as(network.authority, 'auditor');
  for (const licenceId of new Set([...licenceIds.filter((_, at) => at % 250 === 0), ...licenceIds.slice(-1)])) {
    await until('anchoring', async () => {
      const { stage } = await client.get<{ stage: string }>(`/v1/licences/${licenceId}`);
      return stage === 'anchored' ? stage : undefined;
    });
  }
}
