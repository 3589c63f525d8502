import { expect } from 'chai';
import { sm3 as otherSm3 } from 'sm-crypto-v2';
import { hmacSm3, sm3, sm3Hex } from '../../pki/sm3.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('SM3', () => {
  // GB/T 32905-2016 annex A.
  it('gives the published digests', () => {
    expect(sm3Hex(bytes('abc'))).to.equal('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    expect(sm3Hex(bytes('abcd'.repeat(16)))).to.equal(
      'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
    );
  });

  it('hashes parts as one text, whatever the cut', () => {
    const whole = bytes('evidence that checks itself');
    for (let at = 0; at <= whole.length; at += 1) {
      expect(sm3Hex(whole.subarray(0, at), whole.subarray(at))).to.equal(sm3Hex(whole));
    }
    expect(sm3Hex()).to.equal(sm3Hex(bytes('')));
  });

  it('agrees with another implementation at every length around the block size', () => {
    for (let length = 0; length < 200; length += 1) {
      const input = new Uint8Array(length).fill(length);
      expect(sm3Hex(input)).to.equal(otherSm3(input));
    }
  });

  it('answers plain bytes, not a Buffer', () => {
    expect(sm3(bytes('abc')))
      .to.be.instanceOf(Uint8Array)
      .and.not.instanceOf(Buffer);
    expect(hmacSm3(bytes('key'), bytes('abc'))).to.not.be.instanceOf(Buffer);
  });

  it('keys HMAC as RFC 2104 says', () => {
    const key = new Uint8Array(32).fill(7);
    const block = (pad: number): Uint8Array => Uint8Array.from({ length: 64 }, (_, at) => (key[at] ?? 0) ^ pad);
    const byHand = sm3(block(0x5c), sm3(block(0x36), bytes('ab'), bytes('c')));
    expect(hex(hmacSm3(key, bytes('a'), bytes('bc')))).to.equal(hex(byHand));
    expect(hex(hmacSm3(key, bytes('abd')))).to.not.equal(hex(byHand));
  });
});
