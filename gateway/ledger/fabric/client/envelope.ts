import protos from 'fabric-protos';
import type { FabricIdentity } from './identity.js';
import type { Proposal } from './proposal.js';

/** What a peer has endorsed: the answer's bytes, the same from every peer, and its signature. */
export interface PeerEndorsement {
  mspId: string;
  payload: Uint8Array;
  endorsement: protos.protos.IEndorsement;
}

/**
 * A transaction ready for the orderers, signed. `endorsements` all bear one payload. These bytes may be sent again, by whoever
 * holds them: they are committed once.
 */
export function createEnvelope(
  identity: FabricIdentity,
  proposal: Proposal,
  endorsements: readonly [PeerEndorsement, ...PeerEndorsement[]],
): Uint8Array {
  const action = protos.protos.ChaincodeActionPayload.encode({
    chaincode_proposal_payload: proposal.payload,
    action: {
      proposal_response_payload: endorsements[0].payload,
      endorsements: endorsements.map(({ endorsement }) => endorsement),
    },
  }).finish();
  const transaction = protos.protos.Transaction.encode({
    actions: [{ header: proposal.header.signature_header ?? null, payload: action }],
  }).finish();
  const payload = protos.common.Payload.encode({ header: proposal.header, data: transaction }).finish();
  return protos.common.Envelope.encode({ payload, signature: identity.sign(payload) }).finish();
}
