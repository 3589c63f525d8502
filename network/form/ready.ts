import { z } from 'zod';
import { NetworkError } from '../network-error.js';
import { until } from '../support/until.js';
import { isListening } from '../topology/free-ports.js';
import type { Network } from '../topology/network.js';
import { chaincodePort, type Province, peerMsp } from '../topology/province.js';
import type { FabricTools } from './tools.js';

const PATIENCE_MS = 60_000;

const peersSchema = z.array(z.object({ MSPID: z.string(), Chaincodes: z.array(z.string()).nullable() }));

/**
 * Waits until every peer knows every province's peer with the chaincode: from then on each finds endorsers for whatever is asked of it.
 * Throws NOT_READY.
 */
export async function everyPeerKnowsAll(network: Network, tools: FabricTools): Promise<void> {
  const wanted = network.provinces.map(peerMsp);
  await Promise.all(network.provinces.map((province) => knowsAll(network, province, wanted, tools)));
}

/** Waits until every province's chaincode service listens. Throws NOT_READY. */
export async function everyChaincodeListens({ provinces, chaincode: { sequence } }: Network): Promise<void> {
  await Promise.all(
    provinces.map((province) =>
      until(
        `the chaincode of ${province.domain} does not listen`,
        PATIENCE_MS,
        async () => (await isListening(chaincodePort(province, sequence))) || undefined,
      ),
    ),
  );
}

async function knowsAll(network: Network, province: Province, wanted: readonly string[], tools: FabricTools) {
  await until(`the peer of ${province.domain} does not know the others`, PATIENCE_MS, async () => {
    const answer = await tools.discoverPeers(province).catch((error: unknown) => {
      // A peer that has just joined answers so for a moment.
      if (error instanceof NetworkError && error.code === 'PROGRAM_FAILED') return [];
      throw error;
    });
    const able = peersSchema
      .parse(answer)
      .filter((peer) => peer.Chaincodes?.includes(network.chaincode.name))
      .map((peer) => peer.MSPID);
    return wanted.every((msp) => able.includes(msp)) || undefined;
  });
}
