import pg from 'pg';
import type { Provinces } from '../../gateway/start/provinces.js';
import { databaseUrl } from '../support/database-url.js';

export type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** A gateway's own database, with the rights of whoever owns the machine that it runs on. */
export async function inDatabase<T>(provinces: Provinces, domain: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: await databaseUrl(provinces, domain),
    connectionTimeoutMillis: 5_000,
  });
  // A server that is killed cuts its connections; the query under way tells of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(async (text, values) => (await client.query(text, values)).rows);
  } finally {
    await client.end();
  }
}

/** Asks again until the answer is neither undefined nor false; an error is an answer that may pass. Throws after the time. */
export async function eventually<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | undefined | false>,
): Promise<T> {
  let last: unknown;
  for (const until = Date.now() + withinMs; Date.now() < until; ) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`did not come about within ${withinMs / 1000} s: ${what}`, { cause: last });
}
