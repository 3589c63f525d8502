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
  // A connection that broke is made anew beside the calls, which fail at once while there is none.
  const reconnect = async () => {
    if (isConnecting) return;
    isConnecting = true;
    await connectionOf(endorser)
      .checkConnection(true)
      .catch(() => false);
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
        void reconnect();
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
function connectionOf(endorser: Endorser): { checkConnection(reset: boolean): Promise<boolean> } {
  return endorser as unknown as { checkConnection(reset: boolean): Promise<boolean> };
}
