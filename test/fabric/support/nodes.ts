import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Committer, type Endorser } from 'fabric-common';
import protos from 'fabric-protos';
import type { FabricIdentity } from '../../../gateway/ledger/fabric/client/identity.js';
import { createPeer, type PeerAnswer } from '../../../gateway/ledger/fabric/client/peer.js';
import type { Proposal } from '../../../gateway/ledger/fabric/client/proposal.js';
import { layoutOf } from '../../../network/topology/layout.js';
import { theNetwork } from '../../../network/topology/network-file.js';
import { address, ordererMsp, type Province, peerMsp } from '../../../network/topology/province.js';

/** Every node of a network, reached without a gateway: whom to ask, as whom, and what to send is the caller's. */
export interface Nodes {
  /** What a domain's peer answers to the proposal, signed by that identity. */
  ask(identity: FabricIdentity, domain: string, proposal: Proposal): Promise<PeerAnswer>;
  /** Hands an envelope to a domain's orderer; answers its word, `SUCCESS` or why not. */
  send(domain: string, envelope: Uint8Array): Promise<string>;
  close(): void;
}

const ANSWER_MS = 10_000;
const GRPC = { 'grpc-wait-for-ready-timeout': 3_000, 'grpc.max_receive_message_length': -1 };

/** TLS as Guangdong's administrator: the fence that this is about is not the line's. */
export async function connectNodes(data: string): Promise<Nodes> {
  const layout = layoutOf(data);
  const { provinces } = theNetwork(layout);
  const client = new Client('attacks');
  const { tls } = layout.province({ domain: '44' }).admin;
  client.setTlsClientCertAndKey(await readFile(tls.certificate, 'utf8'), await readFile(tls.key, 'utf8'));
  const endpoint = async (province: Province, port: number) =>
    client.newEndpoint({
      url: `grpcs://${address(port)}`,
      pem: await readFile(layout.province(province).tlsRoot, 'utf8'),
      requestTimeout: ANSWER_MS,
      ...GRPC,
    });
  const peers = new Map<string, Endorser>();
  const orderers = new Map<string, Committer>();
  for (const province of provinces) {
    const { domain, ports } = province;
    const peer = client.newEndorser(`peer-${domain}`, peerMsp(province));
    await peer.connect(await endpoint(province, ports.peer));
    peers.set(domain, peer);
    const orderer = client.newCommitter(`orderer-${domain}`, ordererMsp(province));
    await orderer.connect(await endpoint(province, ports.orderer));
    orderers.set(domain, orderer);
  }
  return {
    ask: (identity, domain, proposal) => createPeer(nodeOf(peers, domain), identity).propose(proposal, ANSWER_MS),
    async send(domain, envelope) {
      // As in the gateway's client: the type says bytes, the code wants the message.
      const node = nodeOf(orderers, domain) as unknown as {
        sendBroadcast(envelope: protos.common.Envelope, timeoutMs: number): Promise<{ status: string }>;
      };
      return (await node.sendBroadcast(protos.common.Envelope.decode(envelope), ANSWER_MS)).status;
    },
    close() {
      for (const node of [...peers.values(), ...orderers.values()]) node.disconnect();
      client.close();
    },
  };
}

function nodeOf<T>(nodes: ReadonlyMap<string, T>, domain: string): T {
  const node = nodes.get(domain);
  if (node === undefined) throw new TypeError(`no node of ${domain}`);
  return node;
}

const COMMIT_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** How a domain's peer judged a transaction in its block: `VALID`, `MVCC_READ_CONFLICT`, … */
export async function verdictOn(
  nodes: Nodes,
  identity: FabricIdentity,
  about: { domain: string; transactionId: string; lookUp: (transactionId: string) => Proposal },
): Promise<string> {
  for (const until = Date.now() + COMMIT_MS; Date.now() < until; await sleep(LOOK_EVERY_MS)) {
    const { status, answer } = await nodes.ask(identity, about.domain, about.lookUp(about.transactionId));
    if (status !== 200) continue;
    const { validationCode } = protos.protos.ProcessedTransaction.decode(answer);
    return protos.protos.TxValidationCode[validationCode ?? 0] ?? String(validationCode);
  }
  throw new Error(`no block of ${about.domain} has ${about.transactionId}`);
}
