import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';
import { address, ordererMsp, type Province, peerMsp } from '../topology/province.js';
import { document } from './document.js';

const meta = (rule: string) => ({ Type: 'ImplicitMeta', Rule: rule });
const signed = (rule: string) => ({ Type: 'Signature', Rule: rule });

/** The policies of a channel and of its two halves: everybody reads and writes, a majority of the organisations' administrators changes. */
const POLICIES = { Readers: meta('ANY Readers'), Writers: meta('ANY Writers'), Admins: meta('MAJORITY Admins') };

/**
 * configtx.yaml with three profiles: `Genesis` (the system channel) and `Channel` for 2.1, `ChannelBlock` for 2.5, which has no system channel.
 */
export function renderConfigtx(network: Network, layout: Layout): string {
  const peers = network.provinces.map((province) => peerOrganisation(province, layout));
  const capabilities = { V2_0: true };
  const channel = { Policies: POLICIES, Capabilities: capabilities };
  const orderer = {
    OrdererType: 'etcdraft',
    // Each organisation names its own; left out, configtxgen would put 127.0.0.1:7050 here.
    Addresses: [],
    BatchTimeout: network.batchTimeout,
    BatchSize: { MaxMessageCount: 200, AbsoluteMaxBytes: '10 MB', PreferredMaxBytes: '2 MB' },
    Capabilities: capabilities,
    EtcdRaft: {
      Consenters: network.provinces.map((province) => consenter(province, layout)),
      Options: {
        TickInterval: network.tickInterval,
        ElectionTick: 10,
        HeartbeatTick: 1,
        MaxInflightBlocks: 5,
        SnapshotIntervalSize: '16 MB',
      },
    },
    Organizations: network.provinces.map((province) => ordererOrganisation(province, layout)),
    Policies: { ...POLICIES, BlockValidation: meta('ANY Writers') },
  };
  const application = {
    Organizations: peers,
    Capabilities: network.fabric === '2.5' ? { V2_5: true } : capabilities,
    Policies: {
      ...POLICIES,
      LifecycleEndorsement: meta('MAJORITY Endorsement'),
      Endorsement: meta('MAJORITY Endorsement'),
    },
  };
  return document({
    Profiles: {
      Genesis: { ...channel, Orderer: orderer, Consortiums: { Trust: { Organizations: peers } } },
      Channel: { ...channel, Consortium: 'Trust', Application: application },
      ChannelBlock: { ...channel, Orderer: orderer, Application: application },
    },
    // For an organisation that joins later: configtxgen prints one of these by its name.
    Organizations: [...peers, ...network.provinces.map((province) => ordererOrganisation(province, layout))],
  });
}

function peerOrganisation(province: Province, layout: Layout) {
  const id = peerMsp(province);
  return {
    Name: id,
    ID: id,
    MSPDir: layout.province(province).peerMsp,
    Policies: { ...organisationPolicies(id), Endorsement: signed(`OR('${id}.peer')`) },
    AnchorPeers: [{ Host: 'localhost', Port: province.ports.peer }],
  };
}

function ordererOrganisation(province: Province, layout: Layout) {
  const id = ordererMsp(province);
  return {
    Name: id,
    ID: id,
    MSPDir: layout.province(province).ordererMsp,
    Policies: organisationPolicies(id),
    OrdererEndpoints: [address(province.ports.orderer)],
  };
}

const organisationPolicies = (id: string) => ({
  Readers: signed(`OR('${id}.member')`),
  Writers: signed(`OR('${id}.member')`),
  Admins: signed(`OR('${id}.admin')`),
});

function consenter(province: Province, layout: Layout) {
  const { certificate } = layout.province(province).orderer.tls;
  return { Host: 'localhost', Port: province.ports.orderer, ClientTLSCert: certificate, ServerTLSCert: certificate };
}
