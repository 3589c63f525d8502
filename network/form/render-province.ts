import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILDER_SCRIPTS, renderBuilderClient } from '../render/builder.js';
import { renderCore } from '../render/core.js';
import { renderOrderer } from '../render/orderer.js';
import { put } from '../support/write-file.js';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import type { Province } from '../topology/province.js';

/** The configuration of a province's nodes, from the network and its key material. */
export function renderProvince(network: Network, province: Province, layout: Layout): void {
  const { orderer, peer, admin, ordererAdmin, builder } = layout.province(province);
  put(join(orderer.home, 'orderer.yaml'), renderOrderer(network, province, layout));
  put(join(peer.home, 'core.yaml'), renderCore(network, province, layout, 'peer'));
  put(join(admin.home, 'core.yaml'), renderCore(network, province, layout, 'admin'));
  put(join(ordererAdmin.home, 'core.yaml'), renderCore(network, province, layout, 'ordererAdmin'));
  for (const [name, script] of Object.entries(BUILDER_SCRIPTS)) put(join(builder, 'bin', name), script, 0o755);
  const pair = renderBuilderClient(readFileSync(peer.tls.certificate, 'utf8'), readFileSync(peer.tls.key, 'utf8'));
  put(join(builder, 'client.json'), pair, 0o600);
}
