import { findBinaries } from '../binaries/find.js';
import { createNetworkControl } from '../control.js';
import type { Formation } from '../form/formation.js';
import { NetworkError } from '../network-error.js';
import { underLock } from '../support/lock.js';
import { layoutOf } from '../topology/layout.js';
import { theNetwork } from '../topology/network-file.js';

const LOCK_PATIENCE_MS = 10_000;

export interface OnRunningOptions {
  data: string;
  env: NodeJS.ProcessEnv;
  interrupted: AbortSignal;
  tell(line: string): void;
}

/** Changes a network that runs, while nobody else does. Rejects with NETWORK_STOPPED or NETWORK_BUSY. */
export async function onRunning<T>(
  { data, env, interrupted, tell }: OnRunningOptions,
  change: (formation: Formation, ledger: string) => Promise<T>,
): Promise<T> {
  const layout = layoutOf(data);
  const binaries = await findBinaries(env, tell, interrupted);
  return underLock(layout.lock, LOCK_PATIENCE_MS, async () => {
    const control = createNetworkControl(data);
    await control.listProcesses();
    const network = theNetwork(layout);
    if (network.ledger === null) throw new NetworkError('NETWORK_STOPPED', 'the network has never been ready');
    return change({ network, layout, binaries, control, tell }, network.ledger);
  });
}
