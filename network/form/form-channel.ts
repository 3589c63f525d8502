import { copyFile, mkdir } from 'node:fs/promises';
import type { Binaries } from '../binaries/binaries.js';
import { runProgram } from '../support/run-program.js';
import { until } from '../support/until.js';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import { address, type Province, peerMsp } from '../topology/province.js';
import type { FabricTools } from './tools.js';

const PATIENCE_MS = 30_000;
/** 2.1 only: the orderers' own, in which they know of the others. */
export const SYSTEM_CHANNEL = 'system';

/** How the channel comes to be, which is where the lines of Fabric differ. Block 0 lies in `layout.channelBlock` after `form`. */
export interface ChannelFormation {
  /** before any orderer runs */
  prepare(): Promise<void>;
  /** once the orderers run */
  form(): Promise<void>;
  /** once a province's peer has joined */
  anchor(province: Province): Promise<void>;
  /** once an admitted province's orderer runs, with the configuration block it was given */
  follow(province: Province, configBlock: string): Promise<void>;
}

export function channelFormation(
  network: Network,
  layout: Layout,
  tools: FabricTools,
  binaries: Binaries,
): ChannelFormation {
  return network.fabric === '2.5'
    ? byParticipation(network, layout, tools, binaries)
    : bySystemChannel(network, layout, tools);
}

/** 2.1: the orderers begin with a channel of their own, whose members may create others. */
function bySystemChannel(network: Network, layout: Layout, tools: FabricTools): ChannelFormation {
  const { channel, provinces } = network;
  const [first] = provinces;
  return {
    async prepare() {
      await mkdir(layout.channel, { recursive: true });
      const channelProfile = ['-profile', 'Channel', '-channelID', channel];
      await Promise.all([
        tools.configtxgen('-profile', 'Genesis', '-channelID', SYSTEM_CHANNEL, '-outputBlock', layout.systemBlock),
        tools.configtxgen(...channelProfile, '-outputCreateChannelTx', layout.channelTransaction),
        ...provinces.map((one) =>
          tools.configtxgen(
            ...channelProfile,
            ...['-asOrg', peerMsp(one), '-outputAnchorPeersUpdate', layout.anchorTransaction(one)],
          ),
        ),
      ]);
      for (const one of provinces) await copyFile(layout.systemBlock, layout.province(one).bootstrapBlock);
    },
    async form() {
      if (first === undefined) return;
      const files = ['-f', layout.channelTransaction, '--outputBlock', layout.channelBlock];
      await tools.ordered(first, 'channel', 'create', '-c', channel, ...files);
    },
    async anchor(province) {
      await tools.ordered(province, 'channel', 'update', '-c', channel, '-f', layout.anchorTransaction(province));
    },
    // It begins with that block, and follows every channel whose consenter it is.
    async follow() {},
  };
}

/** 2.5: each orderer is given block 0, which names the anchors too. */
function byParticipation(network: Network, layout: Layout, tools: FabricTools, binaries: Binaries): ChannelFormation {
  const { channel, provinces } = network;
  return {
    async prepare() {
      await mkdir(layout.channel, { recursive: true });
      await tools.configtxgen('-profile', 'ChannelBlock', '-channelID', channel, '-outputBlock', layout.channelBlock);
    },
    async form() {
      await Promise.all(provinces.map((province) => joinOrderer(province, layout.channelBlock)));
    },
    async anchor() {},
    follow: joinOrderer,
  };

  async function joinOrderer(province: Province, configBlock: string) {
    const { tlsRoot, admin } = layout.province(province);
    await until(`the orderer of ${province.domain} does not take the channel`, PATIENCE_MS, async () => {
      const joined = await runProgram(binaries.fabric('osnadmin'), [
        ...['channel', 'join', '--channelID', channel, '--config-block', configBlock],
        ...['-o', address(province.ports.ordererAdmin), '--ca-file', tlsRoot],
        ...['--client-cert', admin.tls.certificate, '--client-key', admin.tls.key],
      ]);
      return /Status: 201/.test(joined.stdout) || undefined;
    });
  }
}
