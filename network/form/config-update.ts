import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { NetworkError } from '../network-error.js';
import type { Layout } from '../topology/layout.js';
import type { Province } from '../topology/province.js';
import type { Administrator, FabricTools } from './tools.js';

/** As much of a channel's configuration as changes of members touch; what is not named here passes through unread. */
const groupSchema = z.looseObject({
  groups: z.record(z.string(), z.looseObject({})),
  values: z.record(z.string(), z.looseObject({})),
});
const configSchema = z.looseObject({
  channel_group: z.looseObject({
    groups: z.looseObject({ Orderer: groupSchema, Application: groupSchema.optional() }),
  }),
});
export type ChannelConfig = z.infer<typeof configSchema>;

const blockSchema = z.object({
  data: z.object({
    data: z.array(z.object({ payload: z.object({ data: z.object({ config: configSchema }) }) })).length(1),
  }),
});

export interface ConfigUpdate {
  channel: string;
  /** whose orderer is asked, and who may read the channel's configuration */
  by: { who: Administrator; province: Province };
  /** who signs; the last of them sends it */
  signers: readonly { who: Administrator; province: Province }[];
  /** changes the configuration in place */
  change(config: ChannelConfig): void;
}

/** Fabric's word for an update that begins from another version than the channel has. */
const BEGINS_ELSEWHERE = /error validating ReadSet/;
const ATTEMPTS = 10;
const PAUSE_MS = 300;

/**
 * Changes a channel's configuration in the name of several administrators. Rejects with PROGRAM_FAILED, also when too few of them sign.
 * A change that changes nothing is not sent. The orderer that is asked for the configuration may not have the newest yet, which the
 * one that is to order the change has: then it is asked again.
 */
export async function updateConfig(update: ConfigUpdate, layout: Layout, tools: FabricTools): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await updateOnce(update, layout, tools);
    } catch (error) {
      const mayPass = error instanceof NetworkError && BEGINS_ELSEWHERE.test(error.message);
      if (!mayPass || attempt === ATTEMPTS) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

async function updateOnce(
  { channel, by, signers, change }: ConfigUpdate,
  layout: Layout,
  tools: FabricTools,
): Promise<void> {
  const folder = await mkdtemp(join(layout.channel, 'update-'));
  const file = (name: string) => join(folder, name);
  const translate = (verb: string, type: string, input: string, output: string) =>
    tools.configtxlator(verb, '--type', type, '--input', input, '--output', output);
  try {
    await fetchConfigBlock(channel, by, file('block.pb'), tools);
    await translate('proto_decode', 'common.Block', file('block.pb'), file('block.json'));
    const [entry] = blockSchema.parse(JSON.parse(await readFile(file('block.json'), 'utf8'))).data.data;
    const config = entry?.payload.data.config;
    if (config === undefined) throw new TypeError('a configuration block has one entry');
    const before = JSON.stringify(config);
    await writeFile(file('before.json'), before);
    change(config);
    const after = JSON.stringify(config);
    if (after === before) return;
    await writeFile(file('after.json'), after);
    for (const name of ['before', 'after']) {
      await translate('proto_encode', 'common.Config', file(`${name}.json`), file(`${name}.pb`));
    }
    await tools.configtxlator(
      ...['compute_update', '--channel_id', channel, '--original', file('before.pb'), '--updated', file('after.pb')],
      ...['--output', file('update.pb')],
    );
    await translate('proto_decode', 'common.ConfigUpdate', file('update.pb'), file('update.json'));
    const update: unknown = JSON.parse(await readFile(file('update.json'), 'utf8'));
    const header = { channel_header: { channel_id: channel, type: CONFIG_UPDATE } };
    await writeFile(file('envelope.json'), JSON.stringify({ payload: { header, data: { config_update: update } } }));
    await translate('proto_encode', 'common.Envelope', file('envelope.json'), file('envelope.pb'));
    for (const { who, province } of signers) {
      await tools.peerAs(who, province, ['channel', 'signconfigtx', '-f', file('envelope.pb')]);
    }
    const sender = signers.at(-1) ?? by;
    await tools.orderedAs(sender.who, sender.province, ['channel', 'update', '-c', channel, '-f', file('envelope.pb')]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** common.HeaderType.CONFIG_UPDATE */
const CONFIG_UPDATE = 2;

/** Writes a channel's newest configuration block to a file. */
export async function fetchConfigBlock(
  channel: string,
  { who, province }: ConfigUpdate['by'],
  file: string,
  tools: FabricTools,
): Promise<void> {
  await tools.orderedAs(who, province, ['channel', 'fetch', 'config', file, '-c', channel]);
}
