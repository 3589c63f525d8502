import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Layout } from '../topology/layout.js';
import { majority, type Network } from '../topology/network.js';
import { address, ordererMsp, type Province, peerMsp } from '../topology/province.js';
import { type ChannelConfig, updateConfig } from './config-update.js';
import type { Administrator, FabricTools } from './tools.js';

const ADMINS = 'Admins';

const organisationSchema = z.looseObject({ values: z.record(z.string(), z.unknown()) });
type Organisation = z.infer<typeof organisationSchema>;

const consentersSchema = z.looseObject({
  value: z.looseObject({ metadata: z.looseObject({ consenters: z.array(z.looseObject({ port: z.number() })) }) }),
});

/**
 * Enters a province's orderers, its consenter and, where the channel has members, its peers into a channel's configuration, signed by the
 * administrators of as many of the provinces before as make a majority. What stands there already stays as it is. Where its orderer is to be
 * found is not entered yet: until it serves, it would look there for the blocks that it lacks itself.
 */
export async function admit(
  channel: string,
  network: Network,
  newcomer: Province,
  layout: Layout,
  tools: FabricTools,
): Promise<void> {
  const before = network.provinces.filter((one) => one !== newcomer);
  const voters = before.slice(0, majority(before.length));
  const [first] = voters;
  if (first === undefined) throw new TypeError('there is no province yet');
  const printed = async (msp: string) =>
    organisationSchema.parse(JSON.parse((await tools.configtxgen('-printOrg', msp)).stdout));
  const [orderers, peers] = [await printed(ordererMsp(newcomer)), await printed(peerMsp(newcomer))];
  const update = (by: readonly Province[], who: readonly Administrator[], change: (config: ChannelConfig) => void) =>
    updateConfig(
      {
        channel,
        by: { who: 'ordererAdmin', province: first },
        signers: by.flatMap((province) => who.map((one) => ({ who: one, province }))),
        change,
      },
      layout,
      tools,
    );
  const hasMembers = channel === network.channel;
  await update(voters, hasMembers ? ['admin', 'ordererAdmin'] : ['ordererAdmin'], (config) =>
    enterOrganisations(config, newcomer, orderers, peers),
  );
  // Apart from the organisation: a consenter's certificate is checked against the roots of organisations that are in already. By now the
  // newcomer counts among those of whom a majority has to sign.
  await update([newcomer, ...voters], ['ordererAdmin'], (config) => enterConsenter(config, newcomer, layout));
}

function enterOrganisations(
  config: ChannelConfig,
  newcomer: Province,
  orderers: Organisation,
  peers: Organisation,
): void {
  const { Orderer, Application } = config.channel_group.groups;
  const { Endpoints: _, ...values } = orderers.values;
  Orderer.groups[ordererMsp(newcomer)] ??= { ...orderers, values };
  if (Application === undefined) return;
  const anchors = { anchor_peers: [{ host: 'localhost', port: newcomer.ports.peer }] };
  Application.groups[peerMsp(newcomer)] ??= withValue(peers, 'AnchorPeers', anchors);
}

function enterConsenter(config: ChannelConfig, newcomer: Province, layout: Layout): void {
  const { values } = config.channel_group.groups.Orderer;
  const consensus = consentersSchema.parse(values.ConsensusType);
  const { consenters } = consensus.value.metadata;
  const { orderer: port } = newcomer.ports;
  if (consenters.some((one) => one.port === port)) return;
  const certificate = readFileSync(layout.province(newcomer).orderer.tls.certificate).toString('base64');
  consenters.push({ host: 'localhost', port, client_tls_cert: certificate, server_tls_cert: certificate });
  values.ConsensusType = consensus;
}

/** Enters where a member's orderer is to be found: its own to say, so that its administrator's signature is enough. */
export async function announceOrderer(
  channel: string,
  member: Province,
  layout: Layout,
  tools: FabricTools,
): Promise<void> {
  const own = { who: 'ordererAdmin', province: member } as const;
  const change = ({ channel_group: { groups } }: ChannelConfig) => {
    const organisation = organisationSchema.parse(groups.Orderer.groups[ordererMsp(member)]);
    const endpoints = { addresses: [address(member.ports.orderer)] };
    groups.Orderer.groups[ordererMsp(member)] = withValue(organisation, 'Endpoints', endpoints);
  };
  await updateConfig({ channel, by: own, signers: [own], change }, layout, tools);
}

const withValue = (organisation: Organisation, name: string, value: object): Organisation => ({
  ...organisation,
  values: { ...organisation.values, [name]: { mod_policy: ADMINS, value, version: '0' } },
});
