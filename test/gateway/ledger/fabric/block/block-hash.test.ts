import { expect } from 'chai';
import { fabricBlockHash, headerDer } from '../../../../../gateway/ledger/fabric/block/block-hash.js';
import { sm3Hex } from '../../../../../pki/sm3.js';

/** Go's asn1.Marshal of struct { Number *big.Int; PreviousHash, DataHash []byte }, written out by hand. */
function byHand(number: string, previous: Buffer, data: Buffer): Buffer {
  const octets = Buffer.from(number, 'hex');
  const content = [Buffer.from([2, octets.length]), octets, Buffer.from([4, previous.length]), previous];
  const body = Buffer.concat([...content, Buffer.from([4, data.length]), data]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

describe('the hash of a block of Fabric', () => {
  const previous = Buffer.alloc(32, 0xaa);
  const data = Buffer.alloc(32, 0xbb);

  it('covers the ASN.1 of its header, numbers of all lengths', () => {
    const numbers: [number, string][] = [
      [0, '00'],
      [1, '01'],
      [127, '7f'],
      [128, '0080'],
      [255, '00ff'],
      [256, '0100'],
      [32_768, '008000'],
      [2 ** 32, '0100000000'],
      [Number.MAX_SAFE_INTEGER, '1fffffffffffff'],
    ];
    for (const [number, hex] of numbers) {
      const der = Buffer.from(headerDer({ number, previousHash: previous, dataHash: data }));
      expect(der.toString('hex'), `${number}`).to.equal(byHand(hex, previous, data).toString('hex'));
    }
  });

  it('has no previous hash in block 0', () => {
    const der = headerDer({ number: 0, previousHash: new Uint8Array(), dataHash: data });
    expect(Buffer.from(der).toString('hex')).to.equal(`302702010004000420${'bb'.repeat(32)}`);
  });

  it('is SM3 of its purpose and that', () => {
    const expected = sm3Hex(Buffer.concat([Buffer.from('yinxin/fabric-block/v1\0'), byHand('05', previous, data)]));
    expect(fabricBlockHash({ number: 5, previousHash: previous, dataHash: data })).to.equal(expected);
  });
});
