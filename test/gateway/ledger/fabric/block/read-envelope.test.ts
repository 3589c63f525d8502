import { expect } from 'chai';
import protos from 'fabric-protos';
import fc from 'fast-check';
import { readEnvelope, readLooseEnvelope } from '../../../../../gateway/ledger/fabric/block/read-envelope.js';
import { AT, CHANNEL, endorsedCall } from '../support/fabric-blocks.js';

const { Envelope, Payload } = protos.common;
/** Field 15, one byte: no message of Fabric's has it. */
const UNKNOWN = Buffer.from([0x7a, 0x01, 0x00]);

describe('an envelope', () => {
  const { envelope, transactionId } = endorsedCall({ args: ['x'], at: AT + 5 });
  const { payload, signature } = Envelope.decode(envelope);
  const around = (changed: Uint8Array) => Envelope.encode({ payload: changed, signature }).finish();

  it('says who, when and what', () => {
    expect(readEnvelope(envelope)).to.deep.include({
      type: 3,
      transactionId,
      madeId: transactionId,
      isSigned: true,
      at: AT + 5,
      channel: CHANNEL,
    });
  });

  it('is refused in any other encoding of its content', () => {
    const { header, data } = Payload.decode(payload);
    const { channel_header = null, signature_header = null } = header ?? {};
    const inHeader = (surplus: 'channel_header' | 'signature_header') => {
      const parts = { channel_header, signature_header };
      const longer = { ...parts, [surplus]: Buffer.concat([parts[surplus] ?? UNKNOWN, UNKNOWN]) };
      return around(Payload.encode({ header: longer, data }).finish());
    };
    const second = endorsedCall({ args: ['y'] }).envelope;
    const half = (keep: 'payload' | 'signature') =>
      Envelope.encode(keep === 'payload' ? { payload } : { signature }).finish();
    const others = {
      'an unknown field': Buffer.concat([envelope, UNKNOWN]),
      'an unknown field in front': Buffer.concat([UNKNOWN, envelope]),
      'a doubled field': Buffer.concat([half('payload'), envelope]),
      'two envelopes run together': Buffer.concat([envelope, second]),
      'fields the other way round': Buffer.concat([half('signature'), half('payload')]),
      'a doubled field in the payload': around(Buffer.concat([payload, payload])),
      'an unknown field in the payload': around(Buffer.concat([payload, UNKNOWN])),
      'an unknown field in the channel header': inHeader('channel_header'),
      'an unknown field in the signature header': inHeader('signature_header'),
    };
    for (const [name, bytes] of Object.entries(others)) {
      expect(() => readEnvelope(bytes), name).to.throw(TypeError, 'not the encoding');
      expect(() => readLooseEnvelope(bytes), name).to.not.throw();
    }
  });

  it('is refused when it is cut short, or is anything else', () => {
    for (let length = 1; length < envelope.length; length += 1) {
      const cut = envelope.subarray(0, length);
      // At the border between its two fields it is an envelope still, without a signature.
      if (length === Envelope.encode({ payload }).finish().length) expect(readEnvelope(cut).isSigned).to.equal(false);
      else expect(() => readEnvelope(cut), `${length}`).to.throw();
    }
    const whatever = fc.uint8Array({ minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(whatever, (bytes) => {
        try {
          return readEnvelope(bytes).transactionId !== transactionId;
        } catch (error) {
          return error instanceof Error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
