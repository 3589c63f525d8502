import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enrolProvince, newSecret } from '../identities/enrol-province.js';
import { BUILDER_SCRIPTS, renderBuilderClient } from '../render/builder.js';
import { renderCaServer } from '../render/ca-server.js';
import { renderCore } from '../render/core.js';
import { renderOrderer } from '../render/orderer.js';
import { put } from '../support/write-file.js';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import type { Province } from '../topology/province.js';
import type { Formation } from './formation.js';
import { healthy } from './health.js';
import { processesOf } from './processes.js';

/** Starts a province's certificate authorities for the first time and makes all its key material. */
export async function foundAuthorities(
  { network, layout, binaries, control }: Formation,
  province: Province,
): Promise<void> {
  const place = layout.province(province);
  const secret = newSecret();
  const files = renderCaServer(province, secret);
  const name = 'fabric-ca-server-config.yaml';
  put(join(place.ca, name), files.main, 0o600);
  put(join(place.ordererCa, name), files.orderer, 0o600);
  put(join(place.tlsCa, name), files.tls, 0o600);
  await control.run(processesOf(network, layout, binaries).ca(province));
  await healthy(`the certificate authority of ${province.domain}`, province.ports.caOperations);
  await enrolProvince(province, place, secret);
}

/** The configuration of a province's nodes, from the network and its key material. */
export function renderProvince(network: Network, province: Province, layout: Layout): void {
  const { orderer, peer, admin, builder } = layout.province(province);
  put(join(orderer.home, 'orderer.yaml'), renderOrderer(network, province, layout));
  put(join(peer.home, 'core.yaml'), renderCore(network, province, layout, 'peer'));
  put(join(admin.home, 'core.yaml'), renderCore(network, province, layout, 'admin'));
  for (const [name, script] of Object.entries(BUILDER_SCRIPTS)) put(join(builder, 'bin', name), script, 0o755);
  const pair = renderBuilderClient(readFileSync(peer.tls.certificate, 'utf8'), readFileSync(peer.tls.key, 'utf8'));
  put(join(builder, 'client.json'), pair, 0o600);
}
