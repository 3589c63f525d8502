import { join } from 'node:path';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import { ordererMsp, type Province } from '../topology/province.js';
import { document } from './document.js';

/** orderer.yaml of a province's orderer, whole: Fabric reads overrides from the environment only for keys that stand in the file. */
export function renderOrderer(network: Network, province: Province, layout: Layout): string {
  const { orderer, bootstrapBlock } = layout.province(province);
  const { certificate, key } = orderer.tls;
  const roots = network.provinces.map((one) => layout.province(one).tlsRoot);
  const participates = network.fabric === '2.5';
  return document({
    General: {
      ListenAddress: '127.0.0.1',
      ListenPort: province.ports.orderer,
      ...(participates ? { BootstrapMethod: 'none' } : { BootstrapMethod: 'file', BootstrapFile: bootstrapBlock }),
      LocalMSPDir: orderer.msp,
      LocalMSPID: ordererMsp(province),
      TLS: {
        Enabled: true,
        PrivateKey: key,
        Certificate: certificate,
        RootCAs: roots,
        ClientAuthRequired: true,
        ClientRootCAs: roots,
      },
      Cluster: { SendBufferSize: 100, ClientCertificate: certificate, ClientPrivateKey: key },
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
    },
    FileLedger: { Location: orderer.ledger },
    Consensus: { WALDir: join(orderer.ledger, 'wal'), SnapDir: join(orderer.ledger, 'snap') },
    Operations: { ListenAddress: `127.0.0.1:${province.ports.ordererOperations}` },
    Metrics: { Provider: 'prometheus' },
    ...(participates
      ? {
          ChannelParticipation: { Enabled: true, MaxRequestBodySize: 1048576 },
          Admin: {
            ListenAddress: `127.0.0.1:${province.ports.ordererAdmin}`,
            TLS: {
              Enabled: true,
              Certificate: certificate,
              PrivateKey: key,
              RootCAs: roots,
              ClientAuthRequired: true,
              ClientRootCAs: roots,
            },
          },
        }
      : {}),
  });
}
