import { until } from '../support/until.js';
import { isListening } from '../topology/free-ports.js';
import type { Province } from '../topology/province.js';

const PATIENCE_MS = 30_000;
const JOIN_PATIENCE_MS = 120_000;
const TIMEOUT_MS = 2_000;

/** Whether a node's operations port answers that all is well. */
export async function isHealthy(operationsPort: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${operationsPort}/healthz`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits until a province's node is well and listens, which may come later. Throws NOT_READY. */
export async function healthy(node: 'ca' | 'orderer' | 'peer', { domain, ports }: Province): Promise<void> {
  await until(`${node}-${domain} is not healthy`, PATIENCE_MS, async () => {
    return ((await isHealthy(ports[`${node}Operations`])) && (await isListening(ports[node]))) || undefined;
  });
}

/** Waits until a province's orderer takes part in the channel, which is long after it listens where it has blocks to fetch. Throws NOT_READY. */
export async function ordering({ domain, ports }: Province, channel: string): Promise<void> {
  await until(`orderer-${domain} does not take part in ${channel}`, JOIN_PATIENCE_MS, async () => {
    const metrics = await metricsOf(ports.ordererOperations);
    return metrics === undefined
      ? undefined
      : channelMetric(metrics, 'consensus_etcdraft_committed_block_number', channel);
  });
}

/** A node's metrics as text (Prometheus); undefined when it does not answer. */
export async function metricsOf(operationsPort: number): Promise<string | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${operationsPort}/metrics`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return await response.text();
  } catch {
    return undefined;
  }
}

/** The value of a metric for one channel; undefined where there is none. */
export function channelMetric(metrics: string, name: string, channel: string): number | undefined {
  const line = metrics.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes(`channel="${channel}"`));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}
