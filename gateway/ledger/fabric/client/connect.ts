import './quiet-sdk.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Discoverer, type Endorser, User } from 'fabric-common';
import { AppError } from '../../../domain/errors.js';
import type { FabricConnection, PeerAddress } from '../connection-file.js';
import type { Enrolled } from '../enrolment/enrolment.js';
import type { BlockBell } from './block-bell.js';
import { hearBlocks } from './hear-blocks.js';
import type { FabricIdentity } from './identity.js';
import { createOrderers, type Orderers } from './orderers.js';
import { createPeer, type Peer } from './peer.js';

/** The nodes of the channel, as this gateway reaches them. */
export interface FabricClient {
  /** The domain's own peer: what it says is what this gateway knows. */
  own: Peer;
  /** The other members' peers, as the channel knows them at present. */
  others(): readonly Peer[];
  orderers: Orderers;
  /** Rings at the own peer's blocks. */
  bell: BlockBell;
  close(): void;
}

export interface ConnectDeps {
  connection: FabricConnection;
  identity: FabricIdentity;
  /** The identity's own key, for the SDK's discovery; and that of the TLS connections. */
  enrolled: Enrolled;
  tls: Enrolled;
  random: () => number;
  signal: AbortSignal;
  /** Milliseconds to wait for a node that can tell the channel's orderers. */
  patienceMs: number;
}

const REQUEST_MS = 5_000;
const DISCOVER_EVERY_MS = 30_000;
const RETRY_MS = 500;
/** A node that was away is found again within a second. */
const GRPC_OPTIONS = {
  'grpc-wait-for-ready-timeout': 500,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

/**
 * Connects to the own peer and asks the peers, the own one first, for the channel's nodes, now and every half minute. Rejects
 * with LEDGER_UNAVAILABLE where none has told within the patience.
 */
export async function connectFabric(deps: ConnectDeps): Promise<FabricClient> {
  const { connection, identity, tls, signal } = deps;
  const client = new Client(`yinxin-${connection.domain}`);
  client.setTlsClientCertAndKey(tls.certificatePem, tls.keyPem);
  const channel = client.newChannel(connection.channel);
  const endpointOf = ({ url, tlsCa }: PeerAddress) =>
    client.newEndpoint({ url, pem: tlsCa, requestTimeout: REQUEST_MS, ...GRPC_OPTIONS });
  const endorserOf = async (address: PeerAddress): Promise<Endorser> => {
    const endorser = client.newEndorser(`configured ${address.name}`, address.mspId);
    // Whoever does not answer now is connected to when it is needed.
    await endorser.connect(endpointOf(address)).catch(() => undefined);
    return endorser;
  };
  const own = await endorserOf(connection.peer);
  const configured = await Promise.all(connection.otherPeers.map(endorserOf));
  const discoverers = [connection.peer, ...connection.otherPeers].map((address): Discoverer => {
    const discoverer = client.newDiscoverer(address.name, address.mspId);
    discoverer.setEndpoint(endpointOf(address));
    return discoverer;
  });
  const user = User.createUser(
    connection.certificateAuthority.enrolmentId,
    '',
    identity.mspId,
    deps.enrolled.certificatePem,
    deps.enrolled.keyPem,
  );
  const discovery = channel.newDiscoveryService(connection.channel);
  const discover = async () => {
    const context = client.newIdentityContext(user);
    discovery.build(context);
    discovery.sign(context);
    await discovery.send({ targets: discoverers, asLocalhost: false, requestTimeout: REQUEST_MS });
  };
  const close = () => {
    for (const each of [own, ...configured, ...discoverers]) each.disconnect();
    channel.close();
    client.close();
  };
  try {
    await untilDiscovered(discover, () => channel.getCommitters().length > 0, deps);
  } catch (error) {
    close();
    throw error;
  }
  void keepDiscovering(discover, signal);
  const eventer = client.newEventer(connection.peer.name, connection.peer.mspId);
  eventer.setEndpoint(endpointOf(connection.peer));
  const context = () => client.newIdentityContext(user);
  const bell = hearBlocks({ channel, eventer, context, requestMs: REQUEST_MS, signal });

  const peers = new Map<Endorser, Peer>();
  const peerOf = (endorser: Endorser): Peer => {
    const peer = peers.get(endorser) ?? createPeer(endorser, identity);
    peers.set(endorser, peer);
    return peer;
  };
  return {
    own: peerOf(own),
    others() {
      return otherNodes(identity.mspId, channel.getEndorsers(), configured).map(peerOf);
    },
    orderers: createOrderers(channel, connection.ordererMspId, deps.random),
    bell,
    close() {
      eventer.disconnect();
      close();
    },
  };
}

/**
 * The discovered nodes of other members, and the configured ones of members of which none was discovered: one that is away is a
 * member all the same, and a majority is one of all.
 */
export function otherNodes<N extends { mspid: string }>(
  ownMsp: string,
  discovered: readonly N[],
  configured: readonly N[],
): N[] {
  const present = new Set([ownMsp, ...discovered.map(({ mspid }) => mspid)]);
  const absent = configured.filter(({ mspid }) => !present.has(mspid));
  return [...discovered.filter(({ mspid }) => mspid !== ownMsp), ...absent];
}

async function untilDiscovered(
  discover: () => Promise<void>,
  isDone: () => boolean,
  { patienceMs, signal }: Pick<ConnectDeps, 'patienceMs' | 'signal'>,
): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    let failure: unknown;
    try {
      await discover();
      if (isDone()) return;
    } catch (cause) {
      failure = cause;
    }
    if (signal.aborted || performance.now() > until) {
      throw new AppError('LEDGER_UNAVAILABLE', 'no peer tells the nodes of the channel', { cause: failure });
    }
    await pause(RETRY_MS, signal);
  }
}

/** Members come and go; a round that fails leaves what is known. */
async function keepDiscovering(discover: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(DISCOVER_EVERY_MS, signal);
    if (!signal.aborted) await discover().catch(() => undefined);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
