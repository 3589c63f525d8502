import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareRowsWithLedger, keyOf } from './compare-rows.js';
import { eventually, inDatabase } from './database.js';
import type { Kind, Strike } from './kinds.js';
import type { Load } from './load.js';
import { waitUntilQuiet } from './wait-until-quiet.js';
import type { Domain, World } from './world.js';

/** A round as it is told, one JSON line. Times in milliseconds. */
export interface RoundResult {
  kind: string;
  round: number;
  passed: boolean;
  problems: string[];
  /** Nothing was lost and nothing wrong: it took too long. */
  onlyLate?: true;
  [figure: string]: unknown;
}

const STEADY_MS = 3_000;
const COMES_BACK_MS = 60_000;
/** How long after everything goes on the load does too: what goes wrong late shows as well. */
const AFTER_MS = 2_000;
/** The provinces that issue under load. */
const ISSUING: readonly Domain[] = ['44', '43'];
const HARMLESS: readonly string[] = ['issued', 'valid'];

/** One fault under a running load: what it cost, and whether anything was lost or came twice. */
export async function playRound(world: World, load: Load, kind: Kind, round: number): Promise<RoundResult> {
  const loadBefore = loadavg()[0] ?? 0;
  load.start();
  await steady(world, load);
  const usualMs = usualCommit(world, load);
  const strike = await kind.strike(world, round);
  load.probe();
  const spared = (domain: Domain) => kind.sparesOwn && domain === strike.domain;
  const problems: string[] = [];
  const goesOn = [
    eventually(`${strike.what} is back`, COMES_BACK_MS, () => strike.isBack()),
    ...ISSUING.map((domain) =>
      eventually(`${domain} goes on`, COMES_BACK_MS, async () => commitAfter(world, load, strike, domain)),
    ),
  ].map((each) => each.catch((error: Error) => problems.push(error.message)));
  const [outboxMs] = await Promise.all([
    kind.limits.outbox === undefined ? undefined : outboxMoves(world, strike).catch(() => COMES_BACK_MS),
    ...goesOn,
  ]);
  await sleep(AFTER_MS);
  const until = Date.now();
  await load.drain(COMES_BACK_MS).catch((error: Error) => problems.push(error.message));
  await waitUntilQuiet(world).catch((error: Error) => problems.push(error.message));
  problems.push(...(await compareRowsWithLedger(world, load)));

  const commits = Object.fromEntries(ISSUING.map((domain) => [domain, commitAfter(world, load, strike, domain)]));
  const counting = ISSUING.filter((domain) => !spared(domain));
  const slowest = Math.max(...counting.map((domain) => commits[domain] ?? Number.POSITIVE_INFINITY));
  const gap = Math.max(...counting.map((domain) => longestGap(world, load, strike, domain, until)));
  const during = load.attempts.filter(({ startedAt, tookMs }) => startedAt + tookMs >= strike.at && startedAt <= until);
  const failed = (those: typeof during) => tally(those.filter(({ outcome }) => !HARMLESS.includes(outcome)));
  const elsewhere = during.filter(({ domain }) => domain !== strike.domain);
  const { commit, usualCommit: usual, outbox } = kind.limits;
  const late: string[] = [];
  if (slowest > commit) late.push(`commits went on after ${slowest} ms, more than ${commit}`);
  if (outbox !== undefined && (outboxMs ?? 0) > outbox) late.push(`the outbox moved after ${outboxMs} ms`);
  if (during.some(({ outcome }) => outcome === 'invalid')) problems.push('a good licence was called invalid');
  if (kind.sparesOwn && elsewhere.some(({ outcome }) => !HARMLESS.includes(outcome)))
    problems.push('another province answered with an error');
  return {
    kind: kind.name,
    round,
    passed: problems.length + late.length === 0,
    ...(problems.length === 0 && late.length > 0 ? { onlyLate: true } : {}),
    killed: strike.what,
    commitMs: slowest,
    usualMs,
    ...(usual === undefined ? {} : { slow: slowest > usual }),
    ...(kind.sparesOwn ? { ownCommitMs: commits[strike.domain] ?? null } : {}),
    longestGapMs: gap,
    ...(outboxMs === undefined ? {} : { outboxMs }),
    requests: during.length,
    slowestRequestMs: Math.max(...elsewhere.map(({ tookMs }) => tookMs)),
    errorsElsewhere: failed(elsewhere),
    errorsOwn: failed(during.filter(({ domain }) => domain === strike.domain)),
    licences: load.acknowledged.length,
    loadAverage: [loadBefore, loadavg()[0] ?? 0],
    problems: [...late, ...problems].slice(0, 10),
  };
}

/** Waits until the load has gone well for a while. */
async function steady(world: World, load: Load): Promise<void> {
  const since = Date.now();
  await sleep(STEADY_MS);
  await eventually('the load runs well', COMES_BACK_MS, async () =>
    ISSUING.every((domain) =>
      load.acknowledged.some((each) => each.domain === domain && each.sentAt > since && isSeen(world, each.licenceId)),
    ),
  );
}

function isSeen({ nodes, network }: World, licenceId: string): boolean {
  return nodes.every((node) => node.licences.has(keyOf(licenceId, network)));
}

/** The same while nothing is down: the median, of the last orders, from the making of a transaction to its commit. */
function usualCommit({ nodes, network }: World, load: Load): number {
  const times = load.acknowledged.slice(-20).flatMap(({ licenceId, domain }) => {
    const elsewhere = nodes.filter((node) => node.domain !== domain);
    const seen = elsewhere.flatMap((node) => node.licences.get(keyOf(licenceId, network))?.[0] ?? []);
    return seen.length === 0 ? [] : [Math.min(...seen.map(({ at, madeAt }) => at - madeAt))];
  });
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** How a licence was first seen on a node of neither its own province nor the struck one. */
function seenBy({ nodes, network }: World, strike: Strike, licence: { domain: Domain; licenceId: string }) {
  const key = keyOf(licence.licenceId, network);
  const others = nodes.filter(({ domain }) => domain !== licence.domain && domain !== strike.domain);
  const [first] = others.flatMap((node) => node.licences.get(key)?.[0] ?? []).toSorted((a, b) => a.at - b.at);
  return first;
}

/** From the kill to the first commit of a transaction that the province made after it; undefined before there is one. */
function commitAfter(world: World, load: Load, strike: Strike, domain: Domain): number | undefined {
  const times = load.acknowledged
    .filter((each) => each.domain === domain && each.acknowledgedAt >= strike.at)
    .flatMap((each) => seenBy(world, strike, each) ?? [])
    .filter(({ madeAt }) => madeAt >= strike.at)
    .map(({ at }) => at);
  return times.length === 0 ? undefined : Math.min(...times) - strike.at;
}

/** The longest time without a commit of that province between the last one before the kill and the end of the round. */
function longestGap(world: World, load: Load, strike: Strike, domain: Domain, until: number): number {
  const times = load.acknowledged
    .filter((each) => each.domain === domain)
    .flatMap((each) => seenBy(world, strike, each)?.at ?? [])
    .toSorted((a, b) => a - b);
  const before = times.findLast((time) => time <= strike.at) ?? strike.at;
  const points = [before, ...times.filter((time) => time > strike.at && time <= until)];
  return Math.max(...points.map((time, at) => time - (points[at - 1] ?? time)));
}

/** From the kill until all has been sent that waited in the struck province's outbox then. */
async function outboxMoves({ provinces }: World, { domain, at, waiting = [], isBack }: Strike): Promise<number> {
  await eventually('the outbox moves', COMES_BACK_MS, async () => {
    // A database that is about to end says nothing of the one that comes.
    if (!(await isBack())) return false;
    return inDatabase(provinces, domain, async (sql) => {
      const left = `SELECT digest FROM outbox WHERE status = 'waiting' AND digest = ANY($1)`;
      return (await sql(left, [waiting])).length === 0;
    });
  });
  return Date.now() - at;
}

function tally(attempts: Load['attempts']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { domain, kind, outcome } of attempts) {
    const name = `${domain} ${kind} ${outcome}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
