import { FOUNDERS } from '../../network/topology/founders.js';
import type { FabricLine, Network } from '../../network/topology/network.js';
import { portsOf } from '../../network/topology/port-plan.js';

/** A network of the three founders that is nowhere. */
export function sampleNetwork(fabric: FabricLine = '2.1'): Network {
  return {
    format: 'yinxin/network/v1',
    fabric,
    channel: 'trust',
    chaincode: { name: 'yinxin', version: '1', sequence: 1 },
    batchTimeout: '250ms',
    tickInterval: '100ms',
    logging: 'warning',
    provinces: FOUNDERS.map((founder, place) => ({ ...founder, ports: portsOf(20_032, place) })),
    ledger: null,
  };
}
