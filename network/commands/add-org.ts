import { join } from 'node:path';
import { admit, announceOrderer } from '../form/admit.js';
import { fetchConfigBlock } from '../form/config-update.js';
import { channelFormation, SYSTEM_CHANNEL } from '../form/form-channel.js';
import { type Formation, stopwatch } from '../form/formation.js';
import { foundAuthorities } from '../form/found-authorities.js';
import { healthy, ordering } from '../form/health.js';
import { processesOf } from '../form/processes.js';
import { renderProvince } from '../form/render-province.js';
import { sweepPolicies } from '../form/sweep-policies.js';
import { takeDefinition } from '../form/take-definition.js';
import { fabricTools } from '../form/tools.js';
import { writeGatewayConnections } from '../form/write-gateway-connections.js';
import { NetworkError } from '../network-error.js';
import { renderConfigtx } from '../render/configtx.js';
import { put } from '../support/write-file.js';
import type { Network } from '../topology/network.js';
import { baseOf, MOST_PROVINCES, portsOf } from '../topology/port-plan.js';
import { type Province, provinceSchema } from '../topology/province.js';
import { type OnRunningOptions, onRunning } from './on-running.js';

export interface AddOrgOptions extends OnRunningOptions {
  domain: string;
  name: string;
}

/**
 * Admits one more province to a running network: its authorities and keys, its entry in the channel's configuration by the votes of a
 * majority, its orderer, its peer, and a new definition of the chaincode by which a majority of the enlarged network endorses; then the
 * policies of the entries from before are changed to the enlarged network's too. Throws PROVINCE_KNOWN.
 */
export async function addOrg({ domain, name, ...options }: AddOrgOptions): Promise<void> {
  await onRunning(options, async (formation, ledger) => {
    const { network: before, tell } = formation;
    const newcomer = newProvince(before, domain, name);
    const { chaincode } = before;
    const network = {
      ...before,
      provinces: [...before.provinces, newcomer],
      chaincode: { ...chaincode, sequence: chaincode.sequence + 1 },
    };
    const next = { ...formation, network };
    const done = stopwatch(tell);

    await foundAuthorities(next, newcomer);
    put(join(next.layout.configtx, 'configtx.yaml'), renderConfigtx(network, next.layout));
    done('certificate authorities, keys and certificates');
    await prepareOthers(next, before);
    done('the others know the new orderer');
    await startOrderer(next, newcomer);
    done('admitted by majority; its orderer follows');
    await startPeer(next, newcomer);
    done('its peer has joined');
    await takeDefinition(next, before, ledger);
    writeGatewayConnections(network, next.layout);
    done(`chaincode by the new majority, sequence ${network.chaincode.sequence}`);
    const swept = await sweepPolicies(before, next.layout);
    done(`policies of ${swept} entries among all members`);
  });
}

function newProvince({ provinces }: Network, domain: string, name: string): Province {
  if (provinces.some((one) => one.domain === domain || one.name === name)) {
    throw new NetworkError('PROVINCE_KNOWN', `${domain} ${name} is a member already`);
  }
  if (provinces.length >= MOST_PROVINCES)
    throw new NetworkError('USAGE', `there is room for ${MOST_PROVINCES} provinces`);
  const parsed = provinceSchema.safeParse({ domain, name, ports: portsOf(baseOf(provinces), provinces.length) });
  if (!parsed.success) throw new NetworkError('USAGE', 'a domain is two digits, a name one capitalised word');
  return parsed.data;
}

/** One peer after the other learns that it is not to take its blocks from the new orderer. */
async function prepareOthers({ network, layout, control }: Formation, before: Network): Promise<void> {
  for (const province of network.provinces) renderProvince(network, province, layout);
  for (const province of before.provinces) {
    await control.restart(`peer-${province.domain}`);
    await healthy('peer', province);
  }
}

async function startOrderer({ network, layout, binaries, control }: Formation, newcomer: Province): Promise<void> {
  const tools = fabricTools(network, layout, binaries);
  const [first] = network.provinces;
  const channels = network.fabric === '2.1' ? [SYSTEM_CHANNEL, network.channel] : [network.channel];
  for (const channel of channels) await admit(channel, network, newcomer, layout, tools);
  if (first === undefined) return;
  const bootstrap = layout.province(newcomer).bootstrapBlock;
  const reader = { who: 'ordererAdmin', province: first } as const;
  await fetchConfigBlock(channels[0] ?? network.channel, reader, bootstrap, tools);
  await control.run(processesOf(network, layout, binaries).orderer(newcomer));
  await healthy('orderer', newcomer);
  await channelFormation(network, layout, tools, binaries).follow(newcomer, bootstrap);
  await ordering(newcomer, network.channel);
  for (const channel of channels) await announceOrderer(channel, newcomer, layout, tools);
}

async function startPeer({ network, layout, binaries, control }: Formation, newcomer: Province): Promise<void> {
  await control.run(processesOf(network, layout, binaries).peer(newcomer));
  await healthy('peer', newcomer);
  await fabricTools(network, layout, binaries).peer(newcomer, 'channel', 'join', '-b', layout.channelBlock);
}
