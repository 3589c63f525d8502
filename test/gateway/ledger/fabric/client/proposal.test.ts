import { createHash, createVerify } from 'node:crypto';
import { expect } from 'chai';
import protos from 'fabric-protos';
import { createEnvelope } from '../../../../../gateway/ledger/fabric/client/envelope.js';
import { createProposal } from '../../../../../gateway/ledger/fabric/client/proposal.js';
import { AT, CHAINCODE, CHANNEL, FABRIC_KEY, identity, nextNonce } from '../support/fabric-blocks.js';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('a proposal on Fabric', () => {
  const nonce = nextNonce();
  const request = { channel: CHANNEL, chaincode: CHAINCODE, functionName: 'submit', nonce, at: AT + 7 };
  const proposal = createProposal(identity, { ...request, args: ['省', Buffer.from([0, 255])] });

  it('has the id of its nonce and creator', () => {
    const expected = createHash('sha256').update(nonce).update(identity.creator).digest('hex');
    expect(proposal.transactionId).to.equal(expected);
  });

  it('says what is called, by whom and when', () => {
    const { header: headerBytes, payload } = protos.protos.Proposal.decode(proposal.bytes);
    const header = protos.common.Header.decode(headerBytes);
    const channelHeader = protos.common.ChannelHeader.decode(header.channel_header);
    const signatureHeader = protos.common.SignatureHeader.decode(header.signature_header);
    const { chaincode_id } = protos.protos.ChaincodeHeaderExtension.decode(channelHeader.extension);
    const { input } = protos.protos.ChaincodeProposalPayload.decode(payload);
    const { chaincode_spec } = protos.protos.ChaincodeInvocationSpec.decode(input);
    const { mspid, id_bytes } = protos.msp.SerializedIdentity.decode(signatureHeader.creator);
    expect(channelHeader).to.deep.include({ type: 3, channel_id: CHANNEL, tx_id: proposal.transactionId });
    expect(String(channelHeader.timestamp?.seconds)).to.equal(String(AT / 1_000));
    expect(channelHeader.timestamp?.nanos).to.equal(7_000_000);
    expect(chaincode_id?.name).to.equal(CHAINCODE);
    expect(chaincode_spec?.chaincode_id?.name).to.equal(CHAINCODE);
    const args = (chaincode_spec?.input?.args ?? []).map((each) => Buffer.from(each).toString('hex'));
    expect(args).to.deep.equal(
      [Buffer.from('submit'), Buffer.from('省'), Buffer.of(0, 255)].map((each) => each.toString('hex')),
    );
    expect(Buffer.compare(signatureHeader.nonce, nonce)).to.equal(0);
    expect([mspid, Buffer.from(id_bytes).toString()]).to.deep.equal(['GuangdongMSP', 'synthetic certificate']);
  });

  it('becomes an envelope that bears the endorsed bytes and every endorsement, signed', () => {
    const payload = Buffer.from('endorsed payload');
    const by = (name: string) => ({
      mspId: name,
      payload,
      endorsement: { endorser: Buffer.from(name), signature: Buffer.from(`signature of ${name}`) },
    });
    const envelope = protos.common.Envelope.decode(createEnvelope(identity, proposal, [by('A'), by('B')]));
    const signed = createVerify('sha256').update(envelope.payload).verify(FABRIC_KEY, envelope.signature);
    expect(signed).to.equal(true);
    const { header, data } = protos.common.Payload.decode(envelope.payload);
    const { header: proposed } = protos.protos.Proposal.decode(proposal.bytes);
    expect(Buffer.compare(protos.common.Header.encode(header ?? {}).finish(), proposed)).to.equal(0);
    const [action] = protos.protos.Transaction.decode(data).actions;
    const { action: endorsed, chaincode_proposal_payload } = protos.protos.ChaincodeActionPayload.decode(
      action?.payload ?? new Uint8Array(),
    );
    expect(Buffer.compare(chaincode_proposal_payload, proposal.payload)).to.equal(0);
    expect(Buffer.from(endorsed?.proposal_response_payload ?? []).toString()).to.equal('endorsed payload');
    const endorsers = (endorsed?.endorsements ?? []).map(({ endorser }) => Buffer.from(endorser ?? []).toString());
    expect(endorsers).to.deep.equal(['A', 'B']);
  });
});

describe('a signature on Fabric', () => {
  it('holds, and always has the lower s', () => {
    for (let at = 0; at < 300; at += 1) {
      const bytes = Buffer.from(`message ${at}`);
      const der = Buffer.from(identity.sign(bytes));
      expect(createVerify('sha256').update(bytes).verify(FABRIC_KEY, der)).to.equal(true);
      const lengthOfR = der[3] ?? 0;
      const s = der.subarray(6 + lengthOfR);
      expect(s.length).to.equal(der[5 + lengthOfR]);
      expect(BigInt(`0x${s.toString('hex')}`) <= ORDER / 2n).to.equal(true);
    }
  });
});
