import { fileURLToPath } from 'node:url';
import { findBinaries } from '../../../network/binaries/find.js';
import { createNetworkControl } from '../../../network/control.js';
import { processesOf } from '../../../network/form/processes.js';
import { everyChaincodeListens } from '../../../network/form/ready.js';
import { until } from '../../../network/support/until.js';
import { layoutOf } from '../../../network/topology/layout.js';
import { theNetwork } from '../../../network/topology/network-file.js';
import type { Attacker } from './attacker.js';

export const CORRUPT_SERVICE = fileURLToPath(new URL('./corrupt-service.js', import.meta.url));

const PATIENCE_MS = 20_000;

/** Runs the corrupt service in the place of a province's own: same address, same keys, same approved name. */
export async function takeOver(data: string, domain: string): Promise<void> {
  const layout = layoutOf(data);
  const network = theNetwork(layout);
  const province = network.provinces.find((each) => each.domain === domain);
  if (province === undefined || network.ledger === null) throw new TypeError(`no province ${domain}`);
  const binaries = await findBinaries(process.env, () => undefined, new AbortController().signal);
  const spec = processesOf(network, layout, binaries).chaincode(province, network.ledger);
  await createNetworkControl(data).run({ ...spec, args: [CORRUPT_SERVICE] });
  await everyChaincodeListens(network);
}

/** Resolves once the peers of these domains run their chaincode. */
export async function answering(attacker: Attacker, domains: readonly string[]): Promise<void> {
  for (const domain of domains) {
    await until(`the chaincode of ${domain} does not answer`, PATIENCE_MS, async () => {
      const call = attacker.call(JSON.stringify({ keys: ['network'] }), { functionName: 'read' });
      const [answer] = await attacker.ask(call, [domain]);
      return answer?.status === 200 || undefined;
    });
  }
}
