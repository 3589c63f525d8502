import { put } from '../support/write-file.js';
import type { Layout } from '../topology/layout.js';
import { type Network, signaturePolicy } from '../topology/network.js';
import { address, type Province } from '../topology/province.js';
import { packageOf } from './processes.js';
import type { FabricTools } from './tools.js';

/** The lifecycle of the chaincode as the network defines it: each province installs its own package and approves; one commits for all. */
export function chaincodeDefinition(network: Network, layout: Layout, tools: FabricTools) {
  const { channel, chaincode, provinces } = network;
  const definition = [
    ...['-C', channel, '-n', chaincode.name, '-v', chaincode.version, '--sequence', String(chaincode.sequence)],
    ...['--signature-policy', signaturePolicy(provinces)],
  ];
  return {
    async install(province: Province): Promise<void> {
      const file = layout.province(province).chaincodePackage(chaincode.sequence);
      put(file, packageOf(network, province, layout).bytes);
      await tools.peer(province, 'lifecycle', 'chaincode', 'install', file);
    },
    async approve(province: Province): Promise<void> {
      const { id } = packageOf(network, province, layout);
      await tools.ordered(province, 'lifecycle', 'chaincode', 'approveformyorg', ...definition, '--package-id', id);
    },
    async commit(by: Province): Promise<void> {
      const peers = provinces.flatMap((one) => [
        ...['--peerAddresses', address(one.ports.peer), '--tlsRootCertFiles', layout.province(one).tlsRoot],
      ]);
      await tools.ordered(by, 'lifecycle', 'chaincode', 'commit', ...definition, ...peers);
    },
  };
}
