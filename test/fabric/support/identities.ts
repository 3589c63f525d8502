import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFabricIdentity, type FabricIdentity } from '../../../gateway/ledger/fabric/client/identity.js';
import { type FabricConnection, readConnectionFile } from '../../../gateway/ledger/fabric/connection-file.js';
import { openEnrolment } from '../../../gateway/ledger/fabric/enrolment/open-enrolment.js';
import { layoutOf } from '../../../network/topology/layout.js';
import { theNetwork } from '../../../network/topology/network-file.js';
import { peerMsp } from '../../../network/topology/province.js';
import type { OpenedLedger } from './fabric-network.js';

/** The gateway's own key on Fabric, taken by whoever owns the machine. */
export function gatewayIdentity({ options }: OpenedLedger): FabricIdentity {
  return createFabricIdentity({ mspId: options.connection.mspId, ...options.enrolled });
}

/** The same, enrolled once more, for whoever holds its secret; and how the gateway reaches the network. */
export async function enrolledGateway(
  data: string,
  domain: string,
): Promise<{ identity: FabricIdentity; connection: FabricConnection }> {
  const connection = await readConnectionFile(layoutOf(data).province({ domain }).gatewayConnection);
  const enrolled = await openEnrolment(connection.certificateAuthority).identity();
  return { identity: createFabricIdentity({ mspId: connection.mspId, ...enrolled }), connection };
}

/** A domain's administrator of Fabric: a member, and no gateway. `mspId`: whom it claims to be of. */
export function administrator(data: string, domain: string, mspId = mspOf(data, domain)): FabricIdentity {
  const { msp } = layoutOf(data).province({ domain }).admin;
  const read = (...path: string[]) => readFileSync(join(msp, ...path), 'utf8');
  return createFabricIdentity({
    mspId,
    certificatePem: read('signcerts', 'certificate.pem'),
    keyPem: read('keystore', 'key.pem'),
  });
}

export function mspOf(data: string, domain: string): string {
  const province = theNetwork(layoutOf(data)).provinces.find((each) => each.domain === domain);
  if (province === undefined) throw new TypeError(`no province ${domain}`);
  return peerMsp(province);
}
