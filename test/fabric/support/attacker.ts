import { randomBytes } from 'node:crypto';
import protos from 'fabric-protos';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { createEnvelope, type PeerEndorsement } from '../../../gateway/ledger/fabric/client/envelope.js';
import type { FabricIdentity } from '../../../gateway/ledger/fabric/client/identity.js';
import type { PeerAnswer } from '../../../gateway/ledger/fabric/client/peer.js';
import { createProposal, type Proposal } from '../../../gateway/ledger/fabric/client/proposal.js';
import { canonicalInput } from '../../../gateway/ledger/fabric/submit.js';
import { until } from '../../../network/support/until.js';
import { type Nodes, verdictOn } from './nodes.js';
import type { Orders } from './orders.js';

/** A client of the channel that has no gateway above it: it says what it likes, to whom it likes. */
export interface Attacker {
  identity: FabricIdentity;
  /** A call; `at` is the transaction's own time, the present unless given. */
  call(
    argument: TransactionInput | string,
    about?: { functionName?: string; chaincode?: string; at?: number },
  ): Proposal;
  /** Resolves once the peers of these domains are at one height: one that is behind answers by what stood before. */
  level(domains: readonly string[]): Promise<unknown>;
  /** Each of these domains' answers, once all are at one height; `orders` is what a corrupt service among them is told to do. */
  ask(proposal: Proposal, domains: readonly string[], orders?: Orders): Promise<PeerAnswer[]>;
  /** The same, where all are to endorse. */
  endorsed(proposal: Proposal, domains: readonly string[], orders?: Orders): Promise<Endorsements>;
  /** Puts these endorsements under the proposal, whether they fit or not, and signs. */
  envelope(proposal: Proposal, endorsements: Endorsements): Uint8Array;
  /** Has an envelope ordered and answers how the peer of `domain` judged it. */
  commit(proposal: Proposal, envelope: Uint8Array, domain?: string): Promise<string>;
  /** All of it: the verdict on a call that these domains endorse. */
  run(proposal: Proposal, domains: readonly string[], orders?: Orders): Promise<string>;
}

export type Endorsements = readonly [PeerEndorsement, ...PeerEndorsement[]];

const LEVEL_MS = 20_000;

export function createAttacker(
  nodes: Nodes,
  identity: FabricIdentity,
  { channel, chaincode }: { channel: string; chaincode: string },
): Attacker {
  const propose = (name: string, functionName: string, args: readonly string[], at: number) =>
    createProposal(identity, { channel, chaincode: name, functionName, args, nonce: randomBytes(24), at });
  const heightOf = async (domain: string) => {
    const { status, answer } = await nodes.ask(
      identity,
      domain,
      propose('qscc', 'GetChainInfo', [channel], Date.now()),
    );
    return status === 200 ? String(protos.common.BlockchainInfo.decode(answer).height) : undefined;
  };
  const attacker: Attacker = {
    identity,
    call(argument, about = {}) {
      const text = typeof argument === 'string' ? argument : canonicalInput(argument);
      return propose(about.chaincode ?? chaincode, about.functionName ?? 'submit', [text], about.at ?? Date.now());
    },
    level: (domains) =>
      until('the peers are not at one height', LEVEL_MS, async () => {
        const [first, ...others] = await Promise.all(domains.map(heightOf));
        return (first !== undefined && others.every((height) => height === first)) || undefined;
      }),
    async ask(proposal, domains, orders) {
      await attacker.level(domains);
      const told = orders === undefined ? proposal : withOrders(proposal, orders);
      return Promise.all(domains.map((domain) => nodes.ask(identity, domain, told)));
    },
    async endorsed(proposal, domains, orders) {
      const answers = await attacker.ask(proposal, domains, orders);
      const [first, ...others] = answers.map(({ endorsement, message }) => {
        if (endorsement === undefined) throw new Error(`not endorsed: ${message}`);
        return endorsement;
      });
      if (first === undefined) throw new RangeError('nobody was asked');
      return [first, ...others];
    },
    envelope: (proposal, endorsements) => createEnvelope(identity, proposal, endorsements),
    async commit({ transactionId }, envelope, domain = '44') {
      const word = await nodes.send(domain, envelope);
      if (word !== 'SUCCESS') return word;
      const lookUp = (id: string) => propose('qscc', 'GetTransactionByID', [channel, id], Date.now());
      return verdictOn(nodes, identity, { domain, transactionId, lookUp });
    },
    async run(proposal, domains, orders) {
      const endorsements = await attacker.endorsed(proposal, domains, orders);
      return attacker.commit(proposal, attacker.envelope(proposal, endorsements));
    },
  };
  return attacker;
}

/** In the transient part of the call, of which no block tells. */
function withOrders(proposal: Proposal, orders: Orders): Proposal {
  const payload = protos.protos.ChaincodeProposalPayload.decode(proposal.payload);
  payload.TransientMap = { orders: Buffer.from(JSON.stringify(orders)) };
  const bytes = protos.protos.Proposal.encode({
    header: protos.common.Header.encode(proposal.header).finish(),
    payload: protos.protos.ChaincodeProposalPayload.encode(payload).finish(),
  }).finish();
  return { ...proposal, bytes };
}
