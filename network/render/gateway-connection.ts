import { readFileSync } from 'node:fs';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import { address, caName, ordererMsp, type Province, peerMsp, tlsCaName } from '../topology/province.js';
import { document } from './document.js';

/** The identity with which a province's gateway enrols, at its authority for clients and at the one for TLS alike. */
export const GATEWAY = 'gateway';

/** What a province's gateway needs to know of the network. Its secret is named by file only. */
export function renderGatewayConnection(network: Network, province: Province, layout: Layout): string {
  const { caRoot, gatewaySecret } = layout.province(province);
  const peer = (one: Province) => ({
    mspId: peerMsp(one),
    name: `peer-${one.domain}`,
    url: `grpcs://${address(one.ports.peer)}`,
    tlsCa: readFileSync(layout.province(one).tlsRoot, 'utf8'),
  });
  return document({
    channel: network.channel,
    chaincode: network.chaincode.name,
    domain: province.domain,
    mspId: peerMsp(province),
    ordererMspId: ordererMsp(province),
    peer: peer(province),
    otherPeers: network.provinces.filter((one) => one !== province).map(peer),
    certificateAuthority: {
      url: `https://${address(province.ports.ca)}`,
      name: caName(province),
      tlsName: tlsCaName(province),
      trustedRoots: readFileSync(caRoot, 'utf8'),
      enrolmentId: GATEWAY,
      secretFile: gatewaySecret,
    },
  });
}
