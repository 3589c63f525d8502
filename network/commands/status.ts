import { createNetworkControl, type ProcessStatus, readSupervisor } from '../control.js';
import { channelMetric, isHealthy, metricsOf } from '../form/health.js';
import { type Expiry, expiriesOf } from '../identities/expiries.js';
import { isListening } from '../topology/free-ports.js';
import { layoutOf } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import { theNetwork } from '../topology/network-file.js';
import { chaincodePort, type Province, peerMsp } from '../topology/province.js';

export interface NetworkStatus {
  data: string;
  /** `unsupervised`: what a killed supervisor has left running; `up` and `down` end it */
  state: 'running' | 'degraded' | 'stopped' | 'unsupervised';
  fabric: string;
  channel: string;
  ledger: string | null;
  chaincode: Network['chaincode'];
  supervisor: { pid: number } | null;
  processes: ProcessStatus[];
  provinces: ProvinceStatus[];
  /** the domain whose orderer leads, if any says so */
  raftLeader: string | null;
  certificates: Expiry[];
}

export interface ProvinceStatus {
  domain: string;
  name: string;
  mspId: string;
  ports: Province['ports'];
  /** `height`: blocks of the channel; null for a node that has not joined it or does not answer */
  peer: { healthy: boolean; joined: boolean; height: number | null };
  orderer: { healthy: boolean; leads: boolean; height: number | null };
  certificateAuthority: { healthy: boolean };
  chaincode: { listening: boolean };
}

/** What the network in a folder is doing. Throws NETWORK_UNREADABLE where there is none. */
export async function statusOf(data: string, now: number): Promise<NetworkStatus> {
  const layout = layoutOf(data);
  const network = theNetwork(layout);
  const supervisor = readSupervisor(layout.supervisor);
  const processes = supervisor?.alive ? await createNetworkControl(data).listProcesses() : [];
  const provinces = await Promise.all(network.provinces.map((province) => provinceStatus(network, province)));
  const well =
    processes.every(({ state }) => state === 'running') &&
    provinces.every(
      ({ peer, orderer, certificateAuthority, chaincode }) =>
        peer.healthy && peer.joined && orderer.healthy && certificateAuthority.healthy && chaincode.listening,
    );
  return {
    data: layout.data,
    state: supervisor === undefined ? 'stopped' : !supervisor.alive ? 'unsupervised' : well ? 'running' : 'degraded',
    fabric: network.fabric,
    channel: network.channel,
    ledger: network.ledger,
    chaincode: network.chaincode,
    supervisor: supervisor?.alive ? { pid: supervisor.file.pid } : null,
    processes,
    provinces,
    raftLeader: provinces.find(({ orderer }) => orderer.leads)?.domain ?? null,
    certificates: network.provinces.flatMap((province) => expiriesOf(province, layout.province(province), now)),
  };
}

async function provinceStatus(network: Network, province: Province): Promise<ProvinceStatus> {
  const { domain, name, ports } = province;
  const [peerHealthy, peerMetrics, ordererHealthy, ordererMetrics, caHealthy, listening] = await Promise.all([
    isHealthy(ports.peerOperations),
    metricsOf(ports.peerOperations),
    isHealthy(ports.ordererOperations),
    metricsOf(ports.ordererOperations),
    isHealthy(ports.caOperations),
    isListening(chaincodePort(province, network.chaincode.sequence)),
  ]);
  const metric = (text: string | undefined, metricName: string) =>
    text === undefined ? null : (channelMetric(text, metricName, network.channel) ?? null);
  const height = metric(peerMetrics, 'ledger_blockchain_height');
  const committed = metric(ordererMetrics, 'consensus_etcdraft_committed_block_number');
  return {
    domain,
    name,
    mspId: peerMsp(province),
    ports,
    peer: { healthy: peerHealthy, joined: height !== null, height },
    orderer: {
      healthy: ordererHealthy,
      leads: metric(ordererMetrics, 'consensus_etcdraft_is_leader') === 1,
      height: committed === null ? null : committed + 1,
    },
    certificateAuthority: { healthy: caHealthy },
    chaincode: { listening },
  };
}
