import { expect } from 'chai';
import { assertEnginesAgree, type Engines } from '../../../pki/sm2/engines-agree.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { Sm2PublicKey } from '../../../pki/sm2/public-key.js';
import { secondVerify } from '../../../pki/sm2/second-engine.js';
import { flipBit } from '../../support/flip-bit.js';
import { pkiCode } from '../../support/pki-error.js';

const message = Buffer.from('message digest');
const POINT = Buffer.from(
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  'hex',
);
const SIGNATURE = Buffer.from(
  'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
    'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  'hex',
);
const ORDER = Buffer.from('fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123', 'hex');

describe('the second engine', () => {
  it('accepts the published signature of GB/T 32918.5 annex A.2, and that message only', () => {
    expect(secondVerify(POINT, message, SIGNATURE)).to.equal(true);
    expect(secondVerify(POINT, Buffer.from('message digesT'), SIGNATURE)).to.equal(false);
  });

  it('agrees with OpenSSL on 20 signatures and 40 altered ones', () => {
    for (let round = 0; round < 20; round += 1) {
      const key = Sm2PrivateKey.generate();
      const signature = key.signRaw(message);
      expect(secondVerify(key.publicKey.point, message, signature)).to.equal(true);
      for (const altered of [flipBit(signature, round * 25), flipBit(signature, 511 - round * 3)]) {
        expect(secondVerify(key.publicKey.point, message, altered)).to.equal(false);
        expect(key.publicKey.verifyRaw(message, altered)).to.equal(false);
      }
    }
  });

  it('refuses numbers outside 1..n-1 and other lengths', () => {
    const zero = Buffer.alloc(32);
    const [r, s] = [SIGNATURE.subarray(0, 32), SIGNATURE.subarray(32)];
    const parts = [[zero, s], [r, zero], [ORDER, s], [r, ORDER], [r], [r, s, Buffer.alloc(1)]];
    for (const each of parts) expect(secondVerify(POINT, message, Buffer.concat(each))).to.equal(false);
  });
});

describe('the comparison of two engines', function () {
  this.timeout(20_000);
  const working: Engines = {
    sign(text) {
      const key = Sm2PrivateKey.generate();
      return { point: key.publicKey.point, signature: key.signRaw(text) };
    },
    first: (point, text, signature) => Sm2PublicKey.fromPoint(point).verifyRaw(text, signature),
    second: secondVerify,
  };

  it('passes here', () => {
    assertEnginesAgree();
    assertEnginesAgree(working);
  });

  const fails = (): never => {
    throw new RangeError('unreachable executed');
  };
  for (const [name, part] of Object.entries<Partial<Engines>>({
    'a first engine that accepts everything': { first: () => true },
    'a first engine that accepts nothing': { first: () => false },
    'a first engine that throws': { first: fails },
    'a second engine that accepts everything': { second: () => true },
    'a second engine that accepts nothing': { second: () => false },
    'a second engine that throws': { second: fails },
    'two engines that both accept everything': { first: () => true, second: () => true },
    'two engines that both accept nothing': { first: () => false, second: () => false },
    'a signing engine that signs something else': { sign: () => working.sign(Buffer.from('something else')) },
    'a signing engine that signs with another key': {
      sign: (text) => ({ ...working.sign(text), point: Sm2PrivateKey.generate().publicKey.point }),
    },
    'a signing engine that throws': { sign: fails },
  })) {
    it(`stops ${name}`, () => {
      expect(pkiCode(() => assertEnginesAgree({ ...working, ...part }))).to.equal('SM2_SELF_TEST_FAILED');
    });
  }
});
