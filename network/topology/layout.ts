import { join, resolve } from 'node:path';
import type { Province } from './province.js';

/** Where everything of one network lies. All paths are absolute: Fabric resolves others against its own places. */
export function layoutOf(dataFolder: string) {
  const data = resolve(dataFolder);
  const channel = join(data, 'channel');
  return {
    data,
    network: join(data, 'network.json'),
    lock: join(data, 'network.lock'),
    supervisor: join(data, 'supervisor.json'),
    supervisorLog: join(data, 'logs', 'supervisor.log'),
    logs: join(data, 'logs'),
    log: (name: string) => join(data, 'logs', `${name}.log`),
    provinces: join(data, 'provinces'),
    channel,
    configtx: channel,
    systemBlock: join(channel, 'system.block'),
    channelTransaction: join(channel, 'channel.tx'),
    channelBlock: join(channel, 'channel.block'),
    anchorTransaction: ({ domain }: Province) => join(channel, `anchor-${domain}.tx`),
    province: (province: Pick<Province, 'domain'>) => provinceLayout(join(data, 'provinces', province.domain)),
  };
}
export type Layout = ReturnType<typeof layoutOf>;

/** The folders of one province. What an organisation shows to others lies in `msp`; everything else is its own. */
function provinceLayout(home: string) {
  return {
    home,
    ca: join(home, 'ca'),
    caRoot: join(home, 'ca', 'ca-cert.pem'),
    ordererCa: join(home, 'ca', 'orderer'),
    tlsCa: join(home, 'ca', 'tls'),
    tlsRoot: join(home, 'ca', 'tls', 'ca-cert.pem'),
    peerMsp: join(home, 'msp', 'peers'),
    ordererMsp: join(home, 'msp', 'orderers'),
    peer: nodeLayout(join(home, 'peer')),
    orderer: nodeLayout(join(home, 'orderer')),
    admin: nodeLayout(join(home, 'admin')),
    ordererAdmin: nodeLayout(join(home, 'orderer-admin')),
    chaincodeTls: tlsLayout(join(home, 'chaincode', 'tls')),
    bootstrapBlock: join(home, 'orderer', 'bootstrap.block'),
    chaincodePackage: (sequence: number) => join(home, 'chaincode', `package-${sequence}.tgz`),
    builder: join(home, 'peer', 'builder'),
    gatewayConnection: join(home, 'gateway.json'),
    gatewaySecret: join(home, 'gateway.secret'),
    registrarSecret: join(home, 'gateway-registrar.secret'),
  };
}
export type ProvinceLayout = ReturnType<typeof provinceLayout>;

function nodeLayout(home: string) {
  return { home, msp: join(home, 'msp'), tls: tlsLayout(join(home, 'tls')), ledger: join(home, 'ledger') };
}
export type NodeLayout = ReturnType<typeof nodeLayout>;

function tlsLayout(home: string) {
  return { home, certificate: join(home, 'certificate.pem'), key: join(home, 'key.pem') };
}
export type TlsLayout = ReturnType<typeof tlsLayout>;
