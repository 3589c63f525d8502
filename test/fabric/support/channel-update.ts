import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import protos from 'fabric-protos';
import type { Binaries } from '../../../network/binaries/binaries.js';
import { findBinaries } from '../../../network/binaries/find.js';
import { fabricTools } from '../../../network/form/tools.js';
import { runProgram } from '../../../network/support/run-program.js';
import { layoutOf } from '../../../network/topology/layout.js';
import { theNetwork } from '../../../network/topology/network-file.js';

/** An organisation of the application part of a channel's configuration, as configtxlator tells it. */
export interface Organisation {
  values: { MSP: { value: { config: { name: string; root_certs: string[] } } } };
}
export type Organisations = Record<string, Organisation>;

/** Changes the members of a channel's configuration; `signers` are the domains whose administrators sign, the last of them sends. */
export async function updateMembers(
  data: string,
  signers: readonly string[],
  change: (organisations: Organisations) => void,
): Promise<void> {
  const layout = layoutOf(data);
  const network = theNetwork(layout);
  const binaries = await findBinaries(process.env, () => undefined, new AbortController().signal);
  const tools = fabricTools(network, layout, binaries);
  const provinces = signers.map((domain) => {
    const province = network.provinces.find((each) => each.domain === domain);
    if (province === undefined) throw new TypeError(`no province ${domain}`);
    return province;
  });
  const sender = provinces.at(-1);
  if (sender === undefined) throw new RangeError('nobody signs');
  const file = (name: string) => join(layout.channel, name);
  await tools.ordered(sender, 'channel', 'fetch', 'config', file('now.block'), '-c', network.channel);
  const before = await configurationOf(binaries, file('now.block'));
  const after = structuredClone(before);
  change(after.channel_group.groups.Application.groups);
  await encode(binaries, before, file('before.pb'));
  await encode(binaries, after, file('after.pb'));
  await runProgram(binaries.fabric('configtxlator'), [
    ...['compute_update', '--channel_id', network.channel],
    ...['--original', file('before.pb'), '--updated', file('after.pb'), '--output', file('update.pb')],
  ]);
  await writeFile(file('update.tx'), envelopeOf(network.channel, await readFile(file('update.pb'))));
  for (const province of provinces) await tools.peer(province, 'channel', 'signconfigtx', '-f', file('update.tx'));
  await tools.ordered(sender, 'channel', 'update', '-c', network.channel, '-f', file('update.tx'));
}

interface Configuration {
  channel_group: { groups: { Application: { groups: Organisations } } };
}

async function configurationOf(binaries: Binaries, block: string): Promise<Configuration> {
  // It opens its output by name, which a pipe has not.
  const output = `${block}.json`;
  await runProgram(binaries.fabric('configtxlator'), [
    ...['proto_decode', '--type', 'common.Block', '--input', block, '--output', output],
  ]);
  const decoded: { data: { data: { payload: { data: { config: Configuration } } }[] } } = JSON.parse(
    await readFile(output, 'utf8'),
  );
  const [envelope] = decoded.data.data;
  if (envelope === undefined) throw new TypeError('no configuration in the block');
  return envelope.payload.data.config;
}

async function encode(binaries: Binaries, configuration: Configuration, output: string): Promise<void> {
  const input = `${output}.json`;
  await writeFile(input, JSON.stringify(configuration));
  await runProgram(binaries.fabric('configtxlator'), [
    ...['proto_encode', '--type', 'common.Config', '--input', input, '--output', output],
  ]);
}

/** An update as the peer's command line takes it, without signatures. */
function envelopeOf(channel: string, update: Uint8Array): Uint8Array {
  const header = protos.common.ChannelHeader.encode({
    type: protos.common.HeaderType.CONFIG_UPDATE,
    channel_id: channel,
  }).finish();
  const payload = protos.common.Payload.encode({
    header: { channel_header: header },
    data: protos.common.ConfigUpdateEnvelope.encode({ config_update: update, signatures: [] }).finish(),
  }).finish();
  return protos.common.Envelope.encode({ payload }).finish();
}
