import { type Formation, stopwatch } from './formation.js';
import { healthy } from './health.js';
import { processesOf } from './processes.js';
import { everyChaincodeListens, everyPeerKnowsAll } from './ready.js';
import { renderProvince } from './render-province.js';
import { fabricTools } from './tools.js';

/** Starts a network that has been ready before. */
export async function startFormed(
  { network, layout, binaries, control, tell }: Formation,
  ledger: string,
): Promise<void> {
  const processes = processesOf(network, layout, binaries);
  const done = stopwatch(tell);
  for (const province of network.provinces) renderProvince(network, province, layout);
  await Promise.all(
    network.provinces.flatMap((province) => [
      control.run(processes.ca(province)),
      control.run(processes.orderer(province)),
      control.run(processes.peer(province)),
      control.run(processes.chaincode(province, ledger)),
    ]),
  );
  await Promise.all(
    network.provinces.flatMap((province) => [
      healthy('ca', province),
      healthy('orderer', province),
      healthy('peer', province),
    ]),
  );
  done('processes');
  await everyChaincodeListens(network);
  await everyPeerKnowsAll(network, fabricTools(network, layout, binaries));
  done('every peer knows the others');
}
