import protos from 'fabric-protos';
import { type FabricIdentity, sha256 } from './identity.js';

/** A call of a chaincode function, as a peer takes it. */
export interface Proposal {
  transactionId: string;
  /** Bytes of Fabric's Proposal: header and payload. */
  bytes: Uint8Array;
  header: protos.common.IHeader;
  payload: Uint8Array;
}

export interface ProposalRequest {
  channel: string;
  chaincode: string;
  functionName: string;
  args: readonly (string | Uint8Array)[];
  /** 24 random bytes. */
  nonce: Uint8Array;
  /** The transaction's own time, milliseconds since 1970. */
  at: number;
}

/** The id of a transaction is SHA-256 of nonce and creator, so it is known before anything is sent. */
export function createProposal(identity: Pick<FabricIdentity, 'creator'>, request: ProposalRequest): Proposal {
  const { channel, chaincode, nonce, at } = request;
  const transactionId = sha256(nonce, identity.creator).toString('hex');
  const name = { name: chaincode };
  const header = {
    channel_header: protos.common.ChannelHeader.encode({
      type: protos.common.HeaderType.ENDORSER_TRANSACTION,
      version: 1,
      timestamp: { seconds: Math.floor(at / 1_000), nanos: (at % 1_000) * 1_000_000 },
      channel_id: channel,
      tx_id: transactionId,
      extension: protos.protos.ChaincodeHeaderExtension.encode({ chaincode_id: name }).finish(),
    }).finish(),
    signature_header: protos.common.SignatureHeader.encode({ creator: identity.creator, nonce }).finish(),
  };
  const args = [request.functionName, ...request.args].map((each) =>
    typeof each === 'string' ? Buffer.from(each) : each,
  );
  const input = protos.protos.ChaincodeInvocationSpec.encode({
    chaincode_spec: { type: protos.protos.ChaincodeSpec.Type.GOLANG, chaincode_id: name, input: { args } },
  }).finish();
  const payload = protos.protos.ChaincodeProposalPayload.encode({ input }).finish();
  const bytes = protos.protos.Proposal.encode({
    header: protos.common.Header.encode(header).finish(),
    payload,
  }).finish();
  return { transactionId, bytes, header, payload };
}
