import { join } from 'node:path';
import { renderConfigtx } from '../render/configtx.js';
import { put } from '../support/write-file.js';
import { saveNetwork } from '../topology/network-file.js';
import { chaincodeDefinition } from './chaincode-definition.js';
import { channelFormation } from './form-channel.js';
import { type Formation, stopwatch } from './formation.js';
import { foundAuthorities } from './found-authorities.js';
import { healthy } from './health.js';
import { ledgerIdOf } from './ledger-id.js';
import { processesOf } from './processes.js';
import { everyChaincodeListens, everyPeerKnowsAll } from './ready.js';
import { renderProvince } from './render-province.js';
import { fabricTools } from './tools.js';
import { writeGatewayConnections } from './write-gateway-connections.js';

/** Makes a network from nothing: keys, configuration, processes, channel, chaincode. */
export async function formNetwork(formation: Formation): Promise<void> {
  const { network, layout, binaries, control, tell } = formation;
  const { provinces } = network;
  const processes = processesOf(network, layout, binaries);
  const tools = fabricTools(network, layout, binaries);
  const channel = channelFormation(network, layout, tools, binaries);
  const definition = chaincodeDefinition(network, layout, tools);
  const done = stopwatch(tell);

  await Promise.all(provinces.map((province) => foundAuthorities(formation, province)));
  done('certificate authorities, keys and certificates');

  for (const province of provinces) renderProvince(network, province, layout);
  put(join(layout.configtx, 'configtx.yaml'), renderConfigtx(network, layout));
  await channel.prepare();
  await Promise.all(
    provinces.flatMap((province) => [
      control.run(processes.orderer(province)),
      control.run(processes.peer(province)),
      healthy('orderer', province),
      healthy('peer', province),
    ]),
  );
  done('configuration, orderers and peers');

  await channel.form();
  done('channel');

  const ledger = ledgerIdOf(layout.channelBlock);
  await Promise.all(
    provinces.map(async (province) => {
      await control.run(processes.chaincode(province, ledger));
      await tools.peer(province, 'channel', 'join', '-b', layout.channelBlock);
      await channel.anchor(province);
    }),
  );
  done('peers joined, anchors');

  await Promise.all(
    provinces.map(async (province) => {
      await definition.install(province);
      await definition.approve(province);
    }),
  );
  const [first] = provinces;
  if (first !== undefined) await definition.commit(first);
  done('chaincode installed, approved, committed');

  await everyChaincodeListens(network);
  await everyPeerKnowsAll(network, tools);
  done('every peer knows the others');

  writeGatewayConnections(network, layout);
  await saveNetwork(layout, { ...network, ledger });
}
