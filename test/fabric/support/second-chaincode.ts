import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinaries } from '../../../network/binaries/find.js';
import { createNetworkControl } from '../../../network/control.js';
import { packageOf, processesOf } from '../../../network/form/processes.js';
import { everyChaincodeListens } from '../../../network/form/ready.js';
import { fabricTools } from '../../../network/form/tools.js';
import { layoutOf } from '../../../network/topology/layout.js';
import { theNetwork } from '../../../network/topology/network-file.js';
import { address, peerMsp } from '../../../network/topology/province.js';
import { CORRUPT_SERVICE } from './take-over.js';

/**
 * Two provinces define another chaincode on the channel between themselves, as a majority may, and run the corrupt service as it.
 * It takes the ports that an upgrade of the true one would.
 */
export async function defineAnother(data: string, name: string, domains: readonly string[]): Promise<void> {
  const layout = layoutOf(data);
  const network = theNetwork(layout);
  const { channel, ledger } = network;
  if (ledger === null) throw new TypeError('the network was never ready');
  const another = { ...network, chaincode: { name, version: '1', sequence: 2 } };
  const binaries = await findBinaries(process.env, () => undefined, new AbortController().signal);
  const tools = fabricTools(network, layout, binaries);
  const provinces = network.provinces.filter(({ domain }) => domains.includes(domain));
  const peers = provinces.map((province) => `'${peerMsp(province)}.peer'`);
  const definition = ['-C', channel, '-n', name, '-v', '1', '--sequence', '1', '--signature-policy', `OR(${peers})`];
  for (const province of provinces) {
    const { bytes, id } = packageOf(another, province, layout);
    const file = join(layout.province(province).home, `${name}.tgz`);
    await writeFile(file, bytes);
    const spec = processesOf(another, layout, binaries).chaincode(province, ledger);
    await createNetworkControl(data).run({ ...spec, args: [CORRUPT_SERVICE] });
    await tools.peer(province, 'lifecycle', 'chaincode', 'install', file);
    await tools.ordered(province, 'lifecycle', 'chaincode', 'approveformyorg', ...definition, '--package-id', id);
  }
  await everyChaincodeListens({ ...another, provinces });
  const [first] = provinces;
  if (first === undefined) throw new RangeError('nobody defines it');
  const nodes = provinces.flatMap((province) => [
    ...['--peerAddresses', address(province.ports.peer), '--tlsRootCertFiles', layout.province(province).tlsRoot],
  ]);
  await tools.ordered(first, 'lifecycle', 'chaincode', 'commit', ...definition, ...nodes);
}
