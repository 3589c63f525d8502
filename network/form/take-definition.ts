import { z } from 'zod';
import { until } from '../support/until.js';
import type { Network } from '../topology/network.js';
import { saveNetwork } from '../topology/network-file.js';
import { chaincodeDefinition } from './chaincode-definition.js';
import type { Formation } from './formation.js';
import { processesOf } from './processes.js';
import { everyChaincodeListens, everyPeerKnowsAll } from './ready.js';
import { type FabricTools, fabricTools } from './tools.js';

const PATIENCE_MS = 30_000;

/**
 * Moves a running network to the definition of the chaincode that `formation.network` holds: the new services start beside the old, each
 * province approves, the channel commits, and only then the old ones end. The state stays, and so do calls that are on their way.
 */
export async function takeDefinition(formation: Formation, before: Network, ledger: string): Promise<void> {
  const { network, layout, binaries, control } = formation;
  const tools = fabricTools(network, layout, binaries);
  const definition = chaincodeDefinition(network, layout, tools);
  const processes = processesOf(network, layout, binaries);

  for (const province of network.provinces) await control.run(processes.chaincode(province, ledger));
  await everyChaincodeListens(network);
  await Promise.all(
    network.provinces.map(async (province) => {
      await definition.install(province);
      await definition.approve(province);
    }),
  );
  const [first] = network.provinces;
  if (first !== undefined) await definition.commit(first);
  await saveNetwork(layout, network);
  await everyPeerHasIt(network, tools);
  await everyPeerKnowsAll(network, tools);

  const old = processesOf(before, layout, binaries);
  for (const province of before.provinces) await control.forget(old.chaincode(province, ledger).name);
}

const committedSchema = z.object({ sequence: z.number().int() });

async function everyPeerHasIt({ channel, chaincode, provinces }: Network, tools: FabricTools): Promise<void> {
  const question = ['lifecycle', 'chaincode', 'querycommitted', '-C', channel, '-n', chaincode.name, '-O', 'json'];
  await Promise.all(
    provinces.map((province) =>
      until(`the peer of ${province.domain} has not got the new definition`, PATIENCE_MS, async () => {
        const { stdout } = await tools.peer(province, ...question);
        return committedSchema.parse(JSON.parse(stdout)).sequence === chaincode.sequence || undefined;
      }),
    ),
  );
}
