import { renderGatewayConnection } from '../render/gateway-connection.js';
import { put } from '../support/write-file.js';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';

/** Tells each province's gateway of the network as it is. */
export function writeGatewayConnections(network: Network, layout: Layout): void {
  for (const province of network.provinces) {
    put(layout.province(province).gatewayConnection, renderGatewayConnection(network, province, layout), 0o600);
  }
}
