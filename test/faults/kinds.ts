import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { channelMetric, metricsOf } from '../../network/form/health.js';
import { eventually, inDatabase } from './database.js';
import { DOMAINS, type Domain, type World } from './world.js';

/** What was killed, and when. */
export interface Strike {
  what: string;
  /** Its province. */
  domain: Domain;
  /** Milliseconds since 1970, just before the signal. */
  at: number;
  /** Whether it runs again. */
  isBack(): Promise<boolean>;
  /** Digests of what waited in the province's outbox at that moment, where that was looked at. */
  waiting?: readonly string[];
}

/** Milliseconds that a kind of fault may cost; see the limits of the issue of the Fabric network. */
export interface Limits {
  /** From the kill to the next commit of something sent after it, in each province that counts. */
  commit: number;
  /** The same, which two rounds in twenty may miss. */
  usualCommit?: number;
  /** From the kill until what waited in the outbox of the struck province has been sent. */
  outbox?: number;
}

export interface Kind {
  name: string;
  limits: Limits;
  /** Whether the struck province may pause and answer with errors while the part is down. */
  sparesOwn: boolean;
  strike(world: World, round: number): Promise<Strike>;
}

const ORDERER_IS_LEADER = 'consensus_etcdraft_is_leader';

/** The province whose orderer leads. */
export async function findLeader({ fabric }: World): Promise<Domain> {
  return eventually('the orderers have a leader', 30_000, async () => {
    for (const { domain, ports } of fabric.provinces) {
      const metrics = await metricsOf(ports.ordererOperations);
      const isLeader = metrics !== undefined && channelMetric(metrics, ORDERER_IS_LEADER, fabric.channel) === 1;
      const leader = DOMAINS.find((each) => each === domain);
      if (isLeader && leader !== undefined) return leader;
    }
    return undefined;
  });
}

/** In each round the next of them. */
const inTurn = <T>(items: readonly [T, ...T[]], round: number): T => items[round % items.length] ?? items[0];

async function killProcess({ control }: World, name: string, domain: Domain): Promise<Strike> {
  const pidOf = async () => (await control.listProcesses()).find((each) => each.name === name)?.pid;
  const pid = await pidOf();
  const at = Date.now();
  await control.kill(name, 'SIGKILL');
  return {
    what: name,
    domain,
    at,
    isBack: async () => {
      const now = await pidOf();
      return now !== undefined && now !== pid;
    },
  };
}

/** Waits for a moment at which something is on its way. */
function untilOutboxWaits({ provinces }: World, domain: Domain): Promise<string[]> {
  return inDatabase(provinces, domain, (sql) =>
    eventually('something waits in the outbox', 30_000, async () => {
      const rows = await sql(`SELECT digest FROM outbox WHERE status = 'waiting'`);
      return rows.length > 0 && rows.map(({ digest }) => String(digest));
    }),
  );
}

async function killGateway(world: World, domain: Domain): Promise<Strike> {
  const province = world.provinces.of(domain);
  const { processId } = province.process();
  const waiting = await untilOutboxWaits(world, domain);
  const at = Date.now();
  process.kill(processId, 'SIGKILL');
  const isBack = async () => province.process().processId !== processId;
  return { what: `gateway-${domain}`, domain, at, isBack, waiting };
}

async function killPostgres(world: World, domain: Domain): Promise<Strike> {
  const lock = join(world.provinces.folder, domain, 'postgres', 'postmaster.pid');
  const pidOf = async () => Number.parseInt(await readFile(lock, 'utf8'), 10);
  const pid = await pidOf();
  const waiting = await untilOutboxWaits(world, domain);
  const at = Date.now();
  process.kill(pid, 'SIGKILL');
  return {
    what: `postgres-${domain}`,
    domain,
    at,
    waiting,
    isBack: async () => {
      const now = await pidOf().catch(() => undefined);
      return now !== undefined && now !== pid;
    },
  };
}

// Only these provinces issue under load, so only they have an outbox to look at.
const issuing = (round: number): Domain => inTurn(['44', '43'], round);

export const KINDS: readonly Kind[] = [
  {
    name: 'peer',
    limits: { commit: 2_000 },
    sparesOwn: true,
    strike(world, round) {
      const domain = inTurn(DOMAINS, round);
      return killProcess(world, `peer-${domain}`, domain);
    },
  },
  {
    name: 'leader',
    limits: { commit: 10_000, usualCommit: 5_000 },
    sparesOwn: false,
    async strike(world) {
      const domain = await findLeader(world);
      return killProcess(world, `orderer-${domain}`, domain);
    },
  },
  {
    name: 'follower',
    limits: { commit: 2_000 },
    sparesOwn: false,
    async strike(world, round) {
      const leader = await findLeader(world);
      const [first, second] = DOMAINS.filter((domain) => domain !== leader);
      if (first === undefined || second === undefined) throw new TypeError('of three one leads');
      const domain = inTurn([first, second], round);
      return killProcess(world, `orderer-${domain}`, domain);
    },
  },
  {
    name: 'chaincode',
    limits: { commit: 2_000 },
    sparesOwn: true,
    strike(world, round) {
      const domain = inTurn(DOMAINS, round);
      return killProcess(world, `chaincode-${domain}`, domain);
    },
  },
  {
    name: 'gateway',
    limits: { commit: 2_000, outbox: 10_000 },
    sparesOwn: true,
    strike: (world, round) => killGateway(world, issuing(round)),
  },
  {
    name: 'postgres',
    limits: { commit: 2_000, outbox: 10_000 },
    sparesOwn: true,
    strike: (world, round) => killPostgres(world, issuing(round)),
  },
];
