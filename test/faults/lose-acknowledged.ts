import { loadavg } from 'node:os';
import { metricsOf } from '../../network/form/health.js';
import { compareRowsWithLedger, keyOf } from './compare-rows.js';
import { eventually, inDatabase } from './database.js';
import { findLeader } from './kinds.js';
import type { Load } from './load.js';
import type { RoundResult } from './play-round.js';
import { waitUntilQuiet } from './wait-until-quiet.js';
import { DOMAINS, type Domain, type World } from './world.js';

const ATTEMPTS = 6;
const ACKNOWLEDGED_MS = 5_000;
const SURVIVES_MS = 60_000;

export const LOSE_ACKNOWLEDGED = 'lost-acknowledgement';

/**
 * Raft's loss of an acknowledged transaction: the leader says yes while nobody else listens, and dies. The gateway of its province
 * must send the same bytes again, and they must stand on the chain once. An attempt in which the transaction got through before
 * the leader died, or was never taken, shows nothing and is made again.
 */
export async function loseAcknowledged(world: World, load: Load, round: number): Promise<RoundResult> {
  const tried: string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const outcome = await tryOnce(world, load);
    const problems = [...outcome.problems, ...(await compareRowsWithLedger(world, load))];
    if (outcome.lost || problems.length > 0) {
      const { transactionId, survivedMs } = outcome;
      const [loadAverage = 0] = loadavg();
      const told = { attempt, transactionId, survivedMs, loadAverage, problems };
      return { kind: LOSE_ACKNOWLEDGED, round, passed: problems.length === 0, ...told };
    }
    tried.push(outcome.why);
  }
  return { kind: LOSE_ACKNOWLEDGED, round, passed: false, problems: ['not provoked', ...tried] };
}

async function tryOnce(world: World, load: Load) {
  const { control, provinces, nodes, network } = world;
  await waitUntilQuiet(world);
  const leader = await findLeader(world);
  const followers = DOMAINS.filter((domain) => domain !== leader);
  const before = await acknowledgedBy(world, DOMAINS);
  for (const follower of followers) await control.kill(`orderer-${follower}`, 'SIGSTOP');
  const giveUp = new AbortController();
  const issuing = load.issue(leader, giveUp.signal);
  issuing.catch(() => undefined);
  let kept: Record<string, unknown> | undefined;
  let taken = false;
  let diedAt = 0;
  try {
    const sum = before.get(leader) ?? 0;
    for (const until = Date.now() + ACKNOWLEDGED_MS; !taken && Date.now() < until; ) {
      taken = ((await acknowledgedBy(world, [leader])).get(leader) ?? 0) > sum;
    }
    await control.kill(`orderer-${leader}`, 'SIGKILL');
    diedAt = Date.now();
    [kept] = await inDatabase(provinces, leader, (sql) =>
      sql('SELECT transaction_id, envelope FROM ledger_submission'),
    );
  } finally {
    for (const follower of followers) await control.kill(`orderer-${follower}`, 'SIGCONT');
  }
  const timer = setTimeout(() => giveUp.abort(), SURVIVES_MS);
  const [licence] = await issuing.finally(() => clearTimeout(timer));
  const survivedMs = Date.now() - diedAt;
  await waitUntilQuiet(world);
  const transactionId = String(kept?.transaction_id);
  const problems: string[] = [];
  if (!taken || kept === undefined) return { lost: false, why: 'the leader did not take it', problems, transactionId };

  // The leader's own count died with it: what it counts now is new.
  const after = await acknowledgedBy(world, DOMAINS);
  const again = (after.get(leader) ?? 0) + followers.reduce((sum, each) => sum + gained(each, before, after), 0);
  const places = nodes.map(({ envelopes }) => envelopes.filter((each) => each.transactionId === transactionId));
  // Had the first sending come through, the second would stand beside it as an invalid copy, or would not have been.
  if (again === 0) return { lost: false, why: 'it was replicated before the leader died', problems, transactionId };
  if (places.some(({ length }) => length > 1)) {
    return { lost: false, why: 'it was replicated, and sent again all the same', problems, transactionId };
  }
  for (const [at, [envelope]] of places.entries()) {
    const domain = nodes[at]?.domain;
    if (envelope === undefined) problems.push(`not on the chain of ${domain}`);
    else if (envelope.code !== 0) problems.push(`not valid on the chain of ${domain}: ${envelope.code}`);
    else if (!Buffer.from(envelope.bytes).equals(kept.envelope as Buffer)) problems.push('other bytes were committed');
  }
  const key = licence === undefined ? '' : keyOf(licence.licenceId, network);
  if (nodes.some((node) => node.licences.get(key)?.[0]?.transactionId !== transactionId)) {
    problems.push('the licence came with another transaction');
  }
  return { lost: true, why: '', problems, transactionId, survivedMs };
}

/** How many transactions each orderer has said yes to since it was started. */
async function acknowledgedBy({ fabric }: World, domains: readonly Domain[]): Promise<Map<Domain, number>> {
  const counts = new Map<Domain, number>();
  for (const domain of domains) {
    const ports = fabric.provinces.find((each) => each.domain === domain)?.ports;
    if (ports === undefined) throw new TypeError('every domain has an orderer');
    const count = async () => {
      const metrics = await metricsOf(ports.ordererOperations);
      return metrics === undefined ? undefined : successes(metrics);
    };
    counts.set(domain, await eventually(`the orderer of ${domain} tells its count`, 10_000, count));
  }
  return counts;
}

function successes(metrics: string): number {
  return metrics
    .split('\n')
    .filter((line) => line.startsWith('broadcast_processed_count{') && line.includes('status="SUCCESS"'))
    .filter((line) => line.includes('type="ENDORSER_TRANSACTION"'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

function gained(domain: Domain, before: Map<Domain, number>, after: Map<Domain, number>): number {
  return (after.get(domain) ?? 0) - (before.get(domain) ?? 0);
}
