import { join } from 'node:path';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import { address, ordererMsp, type Province, peerMsp } from '../topology/province.js';
import { document } from './document.js';

/** Who speaks: a peer, or the administrator of a province's peers or of its orderers. */
export type Speaker = 'peer' | 'admin' | 'ordererAdmin';

/**
 * core.yaml, whole, for the peer of a province or, with an administrator's MSP, for the command line that speaks in its name. A peer takes
 * its blocks from its own province's orderer only: every other orderer's address is overridden by that one's.
 */
export function renderCore(network: Network, province: Province, layout: Layout, who: Speaker): string {
  const { peer, admin, builder, tlsRoot, [who]: own } = layout.province(province);
  const { tls } = who === 'peer' ? peer : admin;
  const { ports } = province;
  const at = address(ports.peer);
  const late = network.fabric === '2.5';
  return document({
    peer: {
      id: `peer-${province.domain}`,
      networkId: network.channel,
      listenAddress: `127.0.0.1:${ports.peer}`,
      address: at,
      chaincodeListenAddress: `127.0.0.1:${ports.peerChaincode}`,
      localMspId: who === 'ordererAdmin' ? ordererMsp(province) : peerMsp(province),
      mspConfigPath: own.msp,
      fileSystemPath: peer.ledger,
      keepalive: { minInterval: '10s' },
      // The command line's patience with a busy machine.
      client: { connTimeout: '15s' },
      discovery: {
        enabled: true,
        authCacheEnabled: true,
        authCacheMaxSize: 1000,
        authCachePurgeRetentionRatio: 0.75,
        orgMembersAllowedAccess: false,
      },
      gossip: {
        bootstrap: at,
        endpoint: at,
        externalEndpoint: at,
        useLeaderElection: false,
        orgLeader: true,
        // Defaults of 25 s and more are for networks of hundreds of peers.
        reconnectInterval: '1s',
        publishStateInfoInterval: '1s',
        requestStateInfoInterval: '1s',
        publishCertPeriod: '2s',
        aliveTimeInterval: '1s',
        state: { enabled: false },
      },
      tls: {
        enabled: true,
        clientAuthRequired: true,
        cert: { file: tls.certificate },
        key: { file: tls.key },
        rootcert: { file: tlsRoot },
        clientRootCAs: { files: network.provinces.map((one) => layout.province(one).tlsRoot) },
        clientCert: { file: tls.certificate },
        clientKey: { file: tls.key },
      },
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      deliveryclient: {
        blockGossipEnabled: false,
        reConnectBackoffThreshold: '500ms',
        addressOverrides: network.provinces
          .filter((one) => one !== province)
          .map((one) => ({ from: address(one.ports.orderer), to: address(ports.orderer), caCertsFile: tlsRoot })),
      },
      handlers: {
        authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }],
        decorators: [{ name: 'DefaultDecorator' }],
        endorsers: { escc: { name: 'DefaultEndorsement' } },
        validators: { vscc: { name: 'DefaultValidation' } },
      },
      limits: {
        concurrency: { endorserService: 2500, deliverService: 2500, ...(late ? { gatewayService: 500 } : {}) },
      },
      ...(late
        ? { gateway: { enabled: true, endorsementTimeout: '30s', broadcastTimeout: '30s', dialTimeout: '2m' } }
        : {}),
    },
    chaincode: {
      mode: 'net',
      // fabric-shim's server ends on a KEEPALIVE message.
      keepalive: 0,
      // A call that hangs holds up the peer's commits for as long.
      executetimeout: '10s',
      installTimeout: '300s',
      startuptimeout: '60s',
      system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
      externalBuilders: [{ name: 'ccaas', path: builder }],
    },
    ledger: {
      state: { stateDatabase: 'goleveldb', totalQueryLimit: 100000 },
      history: { enableHistoryDatabase: true },
      ...(late ? { snapshots: { rootDir: join(peer.home, 'snapshots') } } : {}),
    },
    operations: { listenAddress: `127.0.0.1:${ports.peerOperations}` },
    metrics: { provider: 'prometheus' },
    // No `vm`: with it the health check asks for Docker.
  });
}
