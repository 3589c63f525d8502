import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from '../binaries/binaries.js';
import { findBinaries } from '../binaries/find.js';
import { createNetworkControl, readSupervisor } from '../control.js';
import type { Formation } from '../form/formation.js';
import { startFormed } from '../form/start-formed.js';
import { NetworkError } from '../network-error.js';
import { endLeftovers, startSupervisor } from '../supervisor/start-supervisor.js';
import { underLock } from '../support/lock.js';
import { cacheFolder } from '../support/tree.js';
import { FOUNDERS } from '../topology/founders.js';
import { isFree, reservePorts } from '../topology/free-ports.js';
import { type Layout, layoutOf } from '../topology/layout.js';
import { type Network, networkSchema } from '../topology/network.js';
import { loadNetwork, saveNetwork } from '../topology/network-file.js';
import { portsOf } from '../topology/port-plan.js';

const LOCK_PATIENCE_MS = 120_000;

export interface UpOptions {
  data: string;
  batchTimeout: string;
  env: NodeJS.ProcessEnv;
  /** what has been started ends with it */
  interrupted: AbortSignal;
  tell(line: string): void;
}

/** Brings the network of a folder up and waits until it is ready: makes it, or starts it again. Answers what is to be said of it. */
export async function up({ data, batchTimeout, env, interrupted, tell }: UpOptions): Promise<string> {
  const layout = layoutOf(data);
  const binaries = await findBinaries(env, tell, interrupted);
  return underLock(layout.lock, LOCK_PATIENCE_MS, async () => {
    const before = loadNetwork(layout);
    if (readSupervisor(layout.supervisor)?.alive) {
      if (before?.ledger) return 'runs already';
      await createNetworkControl(data).shutDown();
    }
    await endLeftovers(layout);
    const network = before?.ledger ? before : await newNetwork(layout, before, binaries, batchTimeout, env);
    await check(network, binaries);
    await startSupervisor(layout);
    const control = createNetworkControl(data);
    try {
      await Promise.race([start({ network, layout, binaries, control, tell }), rejectedOn(interrupted)]);
    } catch (error) {
      await control.shutDown();
      throw error;
    }
    return network.ledger === null ? 'is formed and ready' : 'is ready';
  });
}

async function start(formation: Formation): Promise<void> {
  const { ledger } = formation.network;
  if (ledger !== null) return startFormed(formation, ledger);
  // Loads what speaks to the certificate authorities, which nothing else needs.
  const { formNetwork } = await import('../form/form-network.js');
  return formNetwork(formation);
}

const rejectedOn = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const reason = new NetworkError('INTERRUPTED', 'what had been started was ended again');
    if (signal.aborted) reject(reason);
    signal.addEventListener('abort', () => reject(reason));
  });

async function newNetwork(
  layout: Layout,
  before: Network | undefined,
  { line }: Binaries,
  batchTimeout: string,
  env: NodeJS.ProcessEnv,
): Promise<Network> {
  for (const folder of [layout.channel, layout.logs, layout.provinces]) {
    if (before === undefined && existsSync(folder)) {
      throw new NetworkError('NETWORK_UNREADABLE', `${folder} belongs to something else: no network was made here`);
    }
    // Nothing was ever entrusted to a network that was never ready.
    await rm(folder, { recursive: true, force: true });
  }
  const timeout = networkSchema.shape.batchTimeout.safeParse(batchTimeout);
  if (!timeout.success) throw new NetworkError('USAGE', `a batch timeout is like 250ms or 2s, not ${batchTimeout}`);
  const base = await reservePorts(join(cacheFolder(env), 'ports'), layout.data);
  const network: Network = {
    format: 'yinxin/network/v1',
    fabric: line,
    channel: 'trust',
    chaincode: { name: 'yinxin', version: '1', sequence: 1 },
    batchTimeout,
    tickInterval: '100ms',
    logging: 'warning',
    provinces: FOUNDERS.map((founder, place) => ({ ...founder, ports: portsOf(base, place) })),
    ledger: null,
  };
  await saveNetwork(layout, network);
  return network;
}

async function check({ fabric, provinces }: Network, { line, version }: Binaries): Promise<void> {
  if (fabric !== line) {
    throw new NetworkError(
      'BINARIES_UNUSABLE',
      `the network was formed by Fabric ${fabric}; these programs are ${version}`,
    );
  }
  for (const port of provinces.flatMap(({ ports }) => Object.values(ports))) {
    if (!(await isFree(port))) throw new NetworkError('PORTS_TAKEN', `another program listens on port ${port}`);
  }
}
