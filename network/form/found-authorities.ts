import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { enrolProvince, isEnrolled, newSecret } from '../identities/enrol-province.js';
import { renderCaServer } from '../render/ca-server.js';
import { put } from '../support/write-file.js';
import type { Province } from '../topology/province.js';
import type { Formation } from './formation.js';
import { healthy } from './health.js';
import { processesOf } from './processes.js';

/**
 * Starts a province's certificate authorities for the first time and makes all its key material. What was finished before stays: others may
 * know it already.
 */
export async function foundAuthorities(
  { network, layout, binaries, control }: Formation,
  province: Province,
): Promise<void> {
  const place = layout.province(province);
  const run = () => control.run(processesOf(network, layout, binaries).ca(province));
  const ready = () => healthy('ca', province);
  if (isEnrolled(place)) {
    await run();
    return ready();
  }
  rmSync(place.home, { recursive: true, force: true });
  const secret = newSecret();
  const files = renderCaServer(province, secret);
  const name = 'fabric-ca-server-config.yaml';
  put(join(place.ca, name), files.main, 0o600);
  put(join(place.ordererCa, name), files.orderer, 0o600);
  put(join(place.tlsCa, name), files.tls, 0o600);
  await run();
  await ready();
  await enrolProvince(province, place, secret);
}
