import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { createCaEnrolment } from '../../gateway/ledger/fabric/enrolment/ca-enrolment.js';
import type { Enrolled, Enrolment, Registration } from '../../gateway/ledger/fabric/enrolment/enrolment.js';
import { BOOTSTRAP, GATEWAYS } from '../render/ca-server.js';
import { GATEWAY } from '../render/gateway-connection.js';
import { put } from '../support/write-file.js';
import type { ProvinceLayout } from '../topology/layout.js';
import { address, caName, ordererCaName, type Province, tlsCaName } from '../topology/province.js';
import { rootOf, writeMsp, writeOrganisationMsp, writePair } from './msp-folder.js';

// The certificate authority's client adds a listener to its socket with every call: on sockets that are kept that looks like a leak.
https.globalAgent = new https.Agent();

const HOSTS = ['localhost', '127.0.0.1'];
const NODES = 'nodes';
export const GATEWAY_REGISTRAR = 'gateway-registrar';

export const newSecret = (): string => randomBytes(24).toString('base64url');

/** Whether all key material of a province is there. */
export const isEnrolled = ({ ordererMsp }: ProvinceLayout): boolean => existsSync(join(ordererMsp, 'config.yaml'));

/**
 * All key material of a province from its running authorities: what its nodes, its administrators and its chaincode service are, and the
 * gateway's registration. The gateway enrols by itself, with the secret it finds in a file.
 */
export async function enrolProvince(province: Province, layout: ProvinceLayout, secret: string): Promise<void> {
  const at = (name: string) =>
    createCaEnrolment({
      url: `https://${address(province.ports.ca)}`,
      name,
      trustedRoots: rootOf(layout.caRoot),
    });
  const gatewaySecret = newSecret();
  put(layout.gatewaySecret, gatewaySecret, 0o600);
  // One call after the other: each costs the server a slow hash, and the client gives up when an answer takes three seconds.
  await enrolPeers(at(caName(province)), province, layout, secret, gatewaySecret);
  await enrolOrderers(at(ordererCaName(province)), layout, secret);
  await enrolTls(at(tlsCaName(province)), layout, secret, gatewaySecret);
  writeOrganisationMsp(layout.peerMsp, layout.caRoot, layout.tlsRoot);
  writeOrganisationMsp(layout.ordererMsp, `${layout.ordererCa}/ca-cert.pem`, layout.tlsRoot);
}

async function enrolPeers(
  ca: Enrolment,
  province: Province,
  layout: ProvinceLayout,
  secret: string,
  gatewaySecret: string,
): Promise<void> {
  const bootstrap = await ca.enrol({ id: BOOTSTRAP, secret });
  const roots = { ca: layout.caRoot, tls: layout.tlsRoot };
  const registrarSecret = newSecret();
  put(layout.registrarSecret, registrarSecret, 0o600);
  writeMsp(layout.peer.msp, await member(ca, bootstrap, { id: 'peer', role: 'peer' }), roots);
  writeMsp(layout.admin.msp, await member(ca, bootstrap, { id: 'admin', role: 'admin' }), roots);
  const registrar = await member(ca, bootstrap, {
    id: GATEWAY_REGISTRAR,
    role: 'client',
    secret: registrarSecret,
    affiliation: GATEWAYS,
    attributes: { 'hf.Registrar.Roles': 'client', 'hf.Registrar.Attributes': 'role,domain' },
  });
  const attributes = { role: 'gateway', domain: province.domain };
  await ca.register({ id: GATEWAY, role: 'client', secret: gatewaySecret, attributes }, registrar);
}

async function enrolOrderers(ca: Enrolment, layout: ProvinceLayout, secret: string): Promise<void> {
  const bootstrap = await ca.enrol({ id: BOOTSTRAP, secret });
  const roots = { ca: `${layout.ordererCa}/ca-cert.pem`, tls: layout.tlsRoot };
  writeMsp(layout.orderer.msp, await member(ca, bootstrap, { id: 'orderer', role: 'orderer' }), roots);
  writeMsp(layout.ordererAdmin.msp, await member(ca, bootstrap, { id: 'admin', role: 'admin' }), roots);
}

async function enrolTls(ca: Enrolment, layout: ProvinceLayout, secret: string, gatewaySecret: string): Promise<void> {
  const bootstrap = await ca.enrol({ id: BOOTSTRAP, secret });
  // One identity for all that the province runs itself: further certificates on the strength of the first cost a twentieth of new identities.
  const first = await member(ca, bootstrap, { id: NODES, role: 'client' }, HOSTS);
  writePair(layout.peer.tls, first);
  for (const place of [layout.orderer.tls, layout.admin.tls, layout.chaincodeTls]) {
    writePair(place, await ca.reenrol(first, HOSTS));
  }
  await ca.register({ id: GATEWAY, role: 'client', affiliation: GATEWAYS, secret: gatewaySecret }, bootstrap);
}

async function member(
  ca: Enrolment,
  registrar: Enrolled,
  registration: Registration,
  hosts: readonly string[] = [],
): Promise<Enrolled> {
  const secret = registration.secret ?? newSecret();
  await ca.register({ ...registration, secret }, registrar);
  return ca.enrol({ id: registration.id, secret, hosts });
}
