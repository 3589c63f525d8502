import { join } from 'node:path';
import { BUSINESS_LICENCE, LICENCE_TYPES } from '../../fixtures/licence-types.js';
import { PROVINCES, provincialAuthority } from '../../fixtures/provinces.js';
import { createLog } from '../../gateway/observability/log.js';
import { agree, publishTrustList, registerAuthority, registerTypes } from '../../gateway/start/fill-registry.js';
import { foundNetwork } from '../../gateway/start/found-network.js';
import { type Provinces, startProvinces } from '../../gateway/start/provinces.js';
import { startFabric } from '../../gateway/start/shared-ledger.js';
import { createNetworkControl, type NetworkControl } from '../../network/control.js';
import { layoutOf } from '../../network/topology/layout.js';
import type { Network } from '../../network/topology/network.js';
import { theNetwork } from '../../network/topology/network-file.js';
import { eventually } from './database.js';
import { type NodeWatch, watchNode } from './node-watch.js';

export const DOMAINS = ['44', '43', '52'] as const;

/** The department of each province that issues business licences. */
export const AUTHORITY = {
  44: provincialAuthority('44', 'market-regulation'),
  43: provincialAuthority('43', 'market-regulation'),
  52: provincialAuthority('52', 'market-regulation'),
};
export type Domain = (typeof DOMAINS)[number];

/** Three founded provinces on a Fabric network of their own, and what a test needs to kill parts of it and look at the rest. */
export interface World {
  provinces: Provinces;
  /** The network's digest. */
  network: string;
  fabric: Network;
  control: NetworkControl;
  nodes: readonly NodeWatch[];
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const provinces = await startProvinces({
    log: createLog({ level: 'silent' }),
    openLedger: (folder) => startFabric(join(folder, 'network')),
  });
  const nodes: NodeWatch[] = [];
  const stop = async () => {
    await Promise.allSettled(nodes.map((node) => node.close()));
    await provinces.stop();
  };
  try {
    const network = await found(provinces);
    const data = join(provinces.folder, 'network');
    const layout = layoutOf(data);
    for (const domain of DOMAINS) nodes.push(await watchNode(domain, layout.province({ domain }).gatewayConnection));
    return { provinces, network, fabric: theNetwork(layout), control: createNetworkControl(data), nodes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function found(provinces: Provinces): Promise<string> {
  const network = await foundNetwork(provinces);
  await registerTypes(provinces, ({ typeCode }) => {
    const owner = PROVINCES.find(({ authorities }) => authorities.some(({ uscc }) => typeCode.startsWith(uscc)));
    if (owner === undefined) throw new Error(`nobody defines ${typeCode}`);
    return owner.domain;
  });
  for (const domain of DOMAINS) await registerAuthority(provinces.of(domain), AUTHORITY[domain]);
  const pairs = DOMAINS.flatMap((issuing) =>
    DOMAINS.filter((recognising) => recognising !== issuing).map((recognising) => ({ issuing, recognising })),
  );
  const terms = { licenceType: BUSINESS_LICENCE.typeCode, decision: 'accept' } as const;
  for (const pair of pairs) await agree(provinces, { ...pair, ...terms });
  await eventually('every gateway knows the agreements', 30_000, async () => {
    const counts = provinces.all.map(async (province) => {
      const governance = province.as(province.domain, 'governance');
      const [agreements, types] = [
        await governance.get<{ items: unknown[] }>('/v1/recognition-agreements'),
        await governance.get<{ items: unknown[] }>('/v1/types'),
      ];
      return agreements.items.length === pairs.length && types.items.length === LICENCE_TYPES.length;
    });
    return (await Promise.all(counts)).every(Boolean);
  });
  await publishTrustList(provinces);
  return network;
}
