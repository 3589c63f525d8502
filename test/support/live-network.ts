import { setTimeout as sleep } from 'node:timers/promises';
import { after } from 'mocha';
import pg from 'pg';
import { BUSINESS_LICENCE, type LICENCE_TYPES } from '../../fixtures/licence-types.js';
import { generateOrders } from '../../fixtures/orders.js';
import { DIVISIONS, type FixtureAuthority, PROVINCES, provincialAuthority } from '../../fixtures/provinces.js';
import type { LicenceOrder } from '../../gateway/domain/orders/order.js';
import { createLog } from '../../gateway/observability/log.js';
import { agree, publishTrustList, registerAuthority, registerTypes } from '../../gateway/start/fill-registry.js';
import { foundNetwork } from '../../gateway/start/found-network.js';
import { type Provinces, startProvinces } from '../../gateway/start/provinces.js';
import { databaseUrl } from './database-url.js';

export type LiveNetwork = Provinces & { network: string };
export type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

let shared: Promise<LiveNetwork> | undefined;

/**
 * Three synthetic provinces as processes, with a founded network, all types, Guangdong's three departments and one of each
 * other province: started by the first test of the process that asks, stopped after the last test of all.
 */
export function withNetwork(): Promise<LiveNetwork> {
  shared ??= startLiveNetwork();
  return shared;
}

/** The same for a test that no other one may have been at before it: whoever starts it stops it. */
export async function startLiveNetwork(): Promise<LiveNetwork> {
  const provinces = await startProvinces({ log: createLog({ level: 'silent' }), reconcileSeconds: 15 });
  try {
    const network = await foundNetwork(provinces);
    await registerTypes(provinces, ownerOf);
    for (const division of DIVISIONS) {
      await registerAuthority(provinces.of('44'), provincialAuthority('44', division));
    }
    for (const domain of ['43', '52']) {
      await registerAuthority(provinces.of(domain), provincialAuthority(domain, 'market-regulation'));
    }
    for (const recognising of ['43', '52']) {
      await agree(provinces, {
        issuing: '44',
        recognising,
        licenceType: BUSINESS_LICENCE.typeCode,
        decision: 'accept',
      });
    }
    await allCaughtUp(provinces);
    await publishTrustList(provinces);
    return { ...provinces, network };
  } catch (error) {
    await provinces.stop();
    throw error;
  }
}

export function ownerOf({ typeCode }: (typeof LICENCE_TYPES)[number]): string {
  const owner = PROVINCES.find(({ authorities }) => authorities.some(({ uscc }) => typeCode.startsWith(uscc)));
  if (owner === undefined) throw new Error(`nobody defines ${typeCode}`);
  return owner.domain;
}

/** Resolves once every gateway's projection holds the ledger's newest block. */
export async function allCaughtUp(provinces: Provinces): Promise<void> {
  const height = Number((await onLedger(provinces, (sql) => sql('SELECT max(number) AS n FROM ledger_block')))[0]?.n);
  for (const { domain } of provinces.all) {
    await eventually(`projection of ${domain}`, () =>
      inDatabase(provinces, domain, async (sql) => {
        const [row] = await sql('SELECT block_number FROM projection_checkpoint');
        return Number(row?.block_number ?? -1) >= height;
      }),
    );
  }
}

/** Asks again and again until the answer is neither false nor undefined; an error is an answer that may pass. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  let last: unknown;
  for (const until = Date.now() + 15_000; Date.now() < until; await sleep(50)) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`did not come about: ${what}`, { cause: last });
}

/** With the rights of whoever owns the machine that a gateway's database runs on. */
export async function inDatabase<T>(provinces: Provinces, domain: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  return withClient(await databaseUrl(provinces, domain), work);
}

export function onLedger<T>(provinces: Provinces, work: (sql: Sql) => Promise<T>): Promise<T> {
  return withClient(ledgerDatabaseOf(provinces), work);
}

/** The embedded ledger's own database. */
export function ledgerDatabaseOf({ ledger }: Provinces): string {
  if (ledger.databaseUrl === undefined) throw new TypeError('this ledger has no database of its own');
  return ledger.databaseUrl;
}

async function withClient<T>(connectionString: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  // A server that is stopped cuts its connections; the query under way tells of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(async (text, values) => (await client.query(text, values)).rows);
  } finally {
    await client.end();
  }
}

export interface LedgerPicture {
  transactions: number;
  /** Key and record of every entry, as text. */
  state: Map<string, string>;
}

/** What stands on the ledger, read from its own database behind every gateway's back. Heartbeats left out. */
export async function ledgerPicture(provinces: Provinces): Promise<LedgerPicture> {
  return onLedger(provinces, async (sql) => {
    const rows = await sql(
      "SELECT key, record FROM ledger_state WHERE key NOT LIKE 'heartbeat/%' AND key NOT LIKE 'use-journal/%' ORDER BY key",
    );
    const [count] = await sql(
      `SELECT count(*) AS n FROM ledger_transaction WHERE input NOT LIKE '%"kind":"heartbeat"%' AND input NOT LIKE '%"kind":"use-journal-anchor"%'`,
    );
    return {
      transactions: Number(count?.n),
      state: new Map(rows.map(({ key, record }) => [String(key), String(record)])),
    };
  });
}

/** Orders of Guangdong's market regulation that no other call with another seed makes. */
export function businessOrders(seed: string, count: number, authority: FixtureAuthority = MARKET): LicenceOrder[] {
  return [...generateOrders({ seed, count, type: BUSINESS_LICENCE, authority })];
}

export const MARKET = provincialAuthority('44', 'market-regulation');

/** Somebody at Guangdong's market regulation who may do everything an authority's people do. */
export function officer(provinces: Provinces, authority: FixtureAuthority = MARKET) {
  return provinces.of(authority.domain).as(authority.uscc, 'issuer', 'registrar', 'auditor', 'window');
}

export type Line = {
  row: number;
  idempotencyKey?: string;
  licenceId?: string;
  stage?: string;
  repeated?: boolean;
  code?: string;
};

/** Sends rows to the NDJSON endpoint. */
export async function issueRows(
  provinces: Provinces,
  rows: Iterable<unknown>,
  authority: FixtureAuthority = MARKET,
): Promise<Line[]> {
  const lines = await officer(provinces, authority).postRows(`/v1/authorities/${authority.uscc}/licences/batch`, rows);
  // The client hands on what the endpoint's schema describes.
  return lines as Line[];
}

/** Issues one licence and waits until a quorum has witnessed it. */
export async function anchoredLicence(provinces: Provinces, seed: string): Promise<string> {
  const [line] = await issueRows(provinces, businessOrders(seed, 1));
  const licenceId = line?.licenceId;
  if (licenceId === undefined) throw new Error(`not issued: ${line?.code}`);
  await anchored(provinces, licenceId);
  return licenceId;
}

export function anchored(provinces: Provinces, licenceId: string): Promise<true> {
  return eventually('anchored', async () => {
    const { stage } = await officer(provinces).get<{ stage: string }>(`/v1/licences/${licenceId}`);
    return stage === 'anchored' ? true : undefined;
  });
}

// At the top of a module, so it belongs to mocha's root suite and runs after the last test of all.
after('stop the shared network', async function () {
  this.timeout(60_000);
  await (await shared?.catch(() => undefined))?.stop();
});
