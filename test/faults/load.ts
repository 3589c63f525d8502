import { setTimeout as sleep } from 'node:timers/promises';
import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import { generateOrders } from '../../fixtures/orders.js';
import type { LicenceOrder } from '../../gateway/domain/orders/order.js';
import { GatewayRefusal } from '../../gateway/start/client.js';
import type { Provinces } from '../../gateway/start/provinces.js';
import { AUTHORITY, DOMAINS, type Domain } from './world.js';

/** One request and how it ended. */
export interface Attempt {
  kind: 'issue' | 'verify';
  domain: Domain;
  startedAt: number;
  tookMs: number;
  /** `issued`, a verdict, or a code that says why there is none. */
  outcome: string;
}

/** An order that a gateway has answered with a licence: from then on it must not be lost. */
export interface Acknowledged {
  domain: Domain;
  idempotencyKey: string;
  licenceId: string;
  /** When it was first sent, milliseconds since 1970. */
  sentAt: number;
  acknowledgedAt: number;
}

export interface Load {
  attempts: readonly Attempt[];
  acknowledged: readonly Acknowledged[];
  start(): void;
  /** Issues one licence in each issuing province now, beside the pace. */
  probe(): void;
  /** Sends no new order and waits until each that was sent is acknowledged. Rejects where one is not within the time. */
  drain(withinMs: number): Promise<void>;
  /** Issues one licence; the request is repeated under its idempotency key until it is acknowledged. */
  issue(domain: Domain, signal: AbortSignal): Promise<Acknowledged[]>;
}

const ISSUE_EVERY_MS = 800;
const VERIFY_EVERY_MS = 2_000;
/** Every so many ticks a batch is sent in place of a single order. */
const BATCH_EVERY = 5;
const BATCH_SIZE = 5;
const MOST_IN_FLIGHT = 16;
const RETRY_MS = 250;
const ANSWER_MS = 30_000;
/** Younger licences may not have reached the other provinces' nodes. */
const SETTLED_MS = 5_000;
const ISSUING = ['44', '43'] as const;

/**
 * Issues licences in two provinces and verifies them in all three, each at its own even pace: a request that hangs keeps no
 * other from being sent, so a pause is never longer in the figures than it was.
 */
export function createLoad(provinces: Provinces): Load {
  const attempts: Attempt[] = [];
  const acknowledged: Acknowledged[] = [];
  const pending = new Set<Promise<unknown>>();
  let running = new AbortController();
  let count = 0;

  const client = Object.fromEntries(
    DOMAINS.map((domain) => [
      domain,
      provinces.of(domain).as(AUTHORITY[domain].uscc, 'issuer', 'registrar', 'auditor', 'window'),
    ]),
  );
  const clientOf = (domain: Domain) => {
    const found = client[domain];
    if (found === undefined) throw new TypeError('every province has one');
    return found;
  };

  const attempt = async (kind: Attempt['kind'], domain: Domain, work: () => Promise<string>): Promise<string> => {
    const startedAt = Date.now();
    const outcome = await within(ANSWER_MS, work()).catch(codeOf);
    attempts.push({ kind, domain, startedAt, tookMs: Date.now() - startedAt, outcome });
    return outcome;
  };

  const send = async (domain: Domain, orders: readonly LicenceOrder[]): Promise<Map<string, string>> => {
    const path = `/v1/authorities/${AUTHORITY[domain].uscc}/licences`;
    const [order] = orders;
    if (order !== undefined && orders.length === 1) {
      const { licenceId } = await clientOf(domain).post<{ licenceId: string }>(path, order);
      return new Map([[order.idempotencyKey, licenceId]]);
    }
    const lines = await clientOf(domain).postRows(`${path}/batch`, orders);
    const refused = lines.find(({ code }) => code !== undefined);
    if (refused !== undefined) throw new Error(String(refused.code));
    return new Map(lines.map(({ idempotencyKey, licenceId }) => [String(idempotencyKey), String(licenceId)]));
  };

  const issue = async (domain: Domain, size: number, signal: AbortSignal): Promise<Acknowledged[]> => {
    const seed = `faults-${domain}-${count++}`;
    const orders = [...generateOrders({ seed, count: size, type: BUSINESS_LICENCE, authority: AUTHORITY[domain] })];
    const sentAt = Date.now();
    for (;;) {
      let issued = new Map<string, string>();
      const outcome = await attempt('issue', domain, async () => {
        issued = await send(domain, orders);
        return 'issued';
      });
      if (outcome === 'issued') {
        const acknowledgedAt = Date.now();
        const done = [...issued].map(([idempotencyKey, licenceId]) => ({
          domain,
          idempotencyKey,
          licenceId,
          sentAt,
          acknowledgedAt,
        }));
        acknowledged.push(...done);
        return done;
      }
      if (signal.aborted) throw new Error(`never acknowledged: ${seed}: ${outcome}`);
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  const verify = (domain: Domain): Promise<string> | undefined => {
    const settled = acknowledged.filter(({ acknowledgedAt }) => acknowledgedAt < Date.now() - SETTLED_MS);
    const licence = settled[Math.floor(Math.random() * settled.length)];
    if (licence === undefined) return undefined;
    return attempt('verify', domain, async () => {
      const { licenceId } = licence;
      return (await clientOf(domain).post<{ verdict: string }>('/v1/verifications', { licenceId })).verdict;
    });
  };

  let giveUp = new AbortController();
  const keep = (work: Promise<unknown> | undefined) => {
    if (work === undefined) return;
    const kept = work.catch(() => undefined).finally(() => pending.delete(kept));
    pending.add(kept);
  };
  const failures: unknown[] = [];

  return {
    attempts,
    acknowledged,
    start() {
      running.abort();
      running = new AbortController();
      giveUp = new AbortController();
      const inFlight = new Map<Domain, number>();
      for (const domain of ISSUING) {
        void every(ISSUE_EVERY_MS, running.signal, (tick) => {
          const busy = inFlight.get(domain) ?? 0;
          if (busy >= MOST_IN_FLIGHT) return;
          inFlight.set(domain, busy + 1);
          const work = issue(domain, tick % BATCH_EVERY === 0 ? BATCH_SIZE : 1, giveUp.signal)
            .catch((error: unknown) => failures.push(error))
            .finally(() => inFlight.set(domain, (inFlight.get(domain) ?? 1) - 1));
          keep(work);
        });
      }
      for (const domain of DOMAINS) void every(VERIFY_EVERY_MS, running.signal, () => keep(verify(domain)));
    },
    probe() {
      for (const domain of ISSUING) {
        keep(issue(domain, 1, giveUp.signal).catch((error: unknown) => failures.push(error)));
      }
    },
    async drain(withinMs) {
      running.abort();
      const timer = setTimeout(() => giveUp.abort(), withinMs);
      while (pending.size > 0) await Promise.all(pending);
      clearTimeout(timer);
      const [failure] = failures.splice(0);
      if (failure !== undefined) throw failure;
    },
    issue: (domain, signal) => issue(domain, 1, signal),
  };
}

async function every(milliseconds: number, signal: AbortSignal, work: (tick: number) => void): Promise<void> {
  for (let tick = 0; !signal.aborted; tick += 1) {
    work(tick);
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('NO_ANSWER')), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function codeOf(error: unknown): string {
  if (error instanceof GatewayRefusal) return error.code;
  if (!(error instanceof Error)) return 'UNKNOWN';
  // What fetch throws names the socket's error in its cause.
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
