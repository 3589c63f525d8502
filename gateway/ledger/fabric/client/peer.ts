import type { Endorser } from 'fabric-common';
import type protos from 'fabric-protos';
import { AppError } from '../../../domain/errors.js';
import type { PeerEndorsement } from './envelope.js';
import type { FabricIdentity } from './identity.js';
import type { Proposal } from './proposal.js';

/** A peer's answer to a proposal: it has run the function. */
export interface PeerAnswer {
  /** 200 and the function's answer, or another status and the chaincode's own words. */
  status: number;
  message: string;
  answer: Uint8Array;
  /** Where the status is 200. */
  endorsement?: PeerEndorsement;
}

export interface Peer {
  name: string;
  mspId: string;
  /** Rejects with LEDGER_UNAVAILABLE where the peer does not answer within the time, in milliseconds. */
  propose(proposal: Proposal, timeoutMs: number): Promise<PeerAnswer>;
}

export function createPeer(endorser: Endorser, identity: FabricIdentity): Peer {
  const { name, mspid: mspId } = endorser;
  let isConnecting = false;
  const connection = connectionOf(endorser);
  // gRPC makes a connection that broke anew by itself, and calls fail at once while there is none. Only the first one, where the
  // peer was away, is made here: to make one anew the SDK closes what is there, and calls that are on their way would hang.
  const connectAtLast = async () => {
    if (isConnecting || connection.connected) return;
    isConnecting = true;
    await connection.checkConnection(true).catch(() => false);
    isConnecting = false;
  };
  return {
    name,
    mspId,
    async propose(proposal, timeoutMs) {
      const signed = { signature: identity.sign(proposal.bytes), proposal_bytes: proposal.bytes };
      let response: protos.protos.IProposalResponse;
      try {
        // The SDK's type says bytes and its code wants the message.
        response = await endorser.sendProposal(signed as unknown as Buffer, timeoutMs);
      } catch (cause) {
        void connectAtLast();
        throw new AppError('LEDGER_UNAVAILABLE', `the peer ${name} does not answer`, { cause });
      }
      const { status = 0, message = '', payload } = response.response ?? {};
      const { endorsement } = response;
      return {
        status: status ?? 0,
        message: message ?? '',
        answer: payload ?? new Uint8Array(),
        ...(status === 200 && endorsement && response.payload
          ? { endorsement: { mspId, payload: response.payload, endorsement } }
          : {}),
      };
    },
  };
}

/** `checkConnection` takes a flag, to reset the connection, that its type does not know. */
function connectionOf(endorser: Endorser) {
  return endorser as unknown as { connected: boolean; checkConnection(reset: boolean): Promise<boolean> };
}
