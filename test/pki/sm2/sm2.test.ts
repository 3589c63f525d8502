import { expect } from 'chai';
import fc from 'fast-check';
import { sm2 as other } from 'sm-crypto-v2';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';
import { type Accelerator, loadAccelerator } from '../../../pki/sm2/load-accelerator.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { Sm2PublicKey } from '../../../pki/sm2/public-key.js';
import { assertSm2Works, type Sm2Parts } from '../../../pki/sm2/self-test.js';
import { derToRaw, rawToDer } from '../../../pki/sm2/signature-encoding.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { flipBit } from '../../support/flip-bit.js';
import { pkiCode } from '../../support/pki-error.js';
import * as reference from '../../support/sm2-reference.js';
import * as vector from '../../support/sm2-vector.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const scalar = fc.bigInt(1n, reference.n - 2n);
const message = fc.uint8Array({ maxLength: 300 });

describe('SM2 by the published example', () => {
  const key = Sm2PrivateKey.fromScalar(reference.bytes32(vector.d));

  it('derives the public key and Z', () => {
    expect(key.publicKey.point).to.deep.equal(vector.point);
    expect(hex(key.publicKey.z)).to.equal(vector.z);
  });

  it('accepts the published signature in both encodings', () => {
    expect(key.publicKey.verifyRaw(vector.message, vector.signature)).to.equal(true);
    expect(key.publicKey.verifyDer(vector.message, rawToDer(vector.signature))).to.equal(true);
  });

  it('is what the reference computes with the published k', () => {
    expect(reference.sign(vector.d, vector.k, vector.message)).to.deep.equal({ r: vector.r, s: vector.s });
  });

  it('refuses the published signature with any one bit changed', () => {
    for (let bit = 0; bit < 512; bit += 1) {
      expect(key.publicKey.verifyRaw(vector.message, flipBit(vector.signature, bit))).to.equal(false);
    }
  });

  it('refuses the published message with any one bit changed', () => {
    for (let bit = 0; bit < vector.message.length * 8; bit += 1) {
      expect(key.publicKey.verifyRaw(flipBit(vector.message, bit), vector.signature)).to.equal(false);
    }
  });
});

describe('SM2 against other implementations', () => {
  it('agrees with the BigInt reference on signatures good and changed', function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(scalar, scalar, message, fc.nat(511), (d, k, text, bit) => {
        const made = reference.sign(d, k, text);
        fc.pre(made !== undefined);
        const key = Sm2PrivateKey.fromScalar(reference.bytes32(d));
        expect(key.publicKey.point).to.deep.equal(reference.publicPoint(d));
        const raw = Uint8Array.from([...reference.bytes32(made.r), ...reference.bytes32(made.s)]);
        expect(key.publicKey.verifyRaw(text, raw)).to.equal(true);
        expect(key.publicKey.verifyRaw(text, flipBit(raw, bit))).to.equal(false);
        const ours = key.signRaw(text);
        const parts = { r: reference.toBigInt(ours.subarray(0, 32)), s: reference.toBigInt(ours.subarray(32)) };
        expect(reference.verify(key.publicKey.point, text, parts)).to.equal(true);
      }),
      { numRuns: 100 },
    );
  });

  it('agrees with sm-crypto-v2 on signatures good and changed, both ways', () => {
    fc.assert(
      fc.property(scalar, message, fc.nat(511), (d, text, bit) => {
        const key = Sm2PrivateKey.fromScalar(reference.bytes32(d));
        const point = hex(key.publicKey.point);
        const theirs = other.doSignature(text, hex(reference.bytes32(d)), { hash: true, publicKey: point });
        const raw = Uint8Array.from(Buffer.from(theirs, 'hex'));
        expect(key.publicKey.verifyRaw(text, raw)).to.equal(true);
        expect(key.publicKey.verifyRaw(text, flipBit(raw, bit))).to.equal(false);
        expect(other.doVerifySignature(text, hex(key.signRaw(text)), point, { hash: true })).to.equal(true);
        const der = hex(key.signDer(text));
        expect(other.doVerifySignature(text, der, point, { hash: true, der: true })).to.equal(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('SM2 against OpenSSL', () => {
  // A synthetic key and its signature, made by the command line of OpenSSL 3.0.19: genpkey -algorithm EC -pkeyopt
  // ec_paramgen_curve:SM2; pkcs8 -topk8 -nocrypt; dgst -sm3 -sign -sigopt distid:1234567812345678.
  const base64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
  const text = Uint8Array.from(Buffer.from('synthetic message for the SM2 tests'));
  const pkcs8 = base64(
    'MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgwejocKq7q96RyASuNAgXEdcXB3WsQTQ6bYgfwHxFuKGhRANCAATCRFsvLBcWrL5o' +
      'qW+nFUORa2274wBxCm+/dLs0SdRThb2h2Do3+s2SxfRCj9Ke7RrsbZIqAJlwRImxeV6c7JZW',
  );
  const spki = base64(
    'MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEwkRbLywXFqy+aKlvpxVDkWttu+MAcQpvv3S7NEnUU4W9odg6N/rNksX0Qo/Snu0a7G2SKgCZcESJ' +
      'sXlenOyWVg==',
  );
  const signature = base64(
    'MEUCIQCEw2Ijl6yGPnybk4BMU+l0i22AAw8/TfW1RQRw6FVboQIgTm1VbpVLDVI8V/uSCmoAQXsx8tj7yRf8hZx60Mb2mvE=',
  );

  it('reads the keys that it writes and writes them alike', () => {
    const key = Sm2PrivateKey.fromPkcs8(pkcs8);
    expect(key.publicKey.spki).to.deep.equal(spki);
    expect(Uint8Array.from(key.toPkcs8())).to.deep.equal(pkcs8);
  });

  it('accepts the signature that it made, for that message only', () => {
    const key = Sm2PublicKey.fromSpki(spki);
    expect(key.verifyDer(text, signature)).to.equal(true);
    expect(key.verifyDer(text.subarray(1), signature)).to.equal(false);
  });
});

describe('SM2 keys', () => {
  it('sign and verify in both encodings, whichever side the encoding is changed on', () => {
    const key = Sm2PrivateKey.generate();
    const raw = key.signRaw(vector.message);
    const der = key.signDer(vector.message);
    expect(key.publicKey.verifyDer(vector.message, rawToDer(raw))).to.equal(true);
    expect(key.publicKey.verifyRaw(vector.message, derToRaw(der) ?? new Uint8Array())).to.equal(true);
  });

  it('refuse another key’s signature', () => {
    const raw = Sm2PrivateKey.generate().signRaw(vector.message);
    expect(Sm2PrivateKey.generate().publicKey.verifyRaw(vector.message, raw)).to.equal(false);
  });

  it('sign one message differently each time', () => {
    const key = Sm2PrivateKey.generate();
    expect(key.signRaw(vector.message)).to.not.deep.equal(key.signRaw(vector.message));
  });

  it('come back from PKCS#8 and SPKI', () => {
    const key = Sm2PrivateKey.generate();
    const again = Sm2PrivateKey.fromPkcs8(key.toPkcs8());
    expect(again.publicKey.point).to.deep.equal(key.publicKey.point);
    const raw = again.signRaw(vector.message);
    expect(Sm2PublicKey.fromSpki(key.publicKey.spki).verifyRaw(vector.message, raw)).to.equal(true);
  });

  it('do not change when what they were made from, or what they hand out, is written over', () => {
    const source = Uint8Array.from(vector.point);
    const key = publicKeyFromPoint(source);
    source.fill(0);
    key.point.fill(0);
    key.spki.fill(0);
    key.z.fill(0);
    expect(key.point).to.deep.equal(vector.point);
    expect(key.verifyRaw(vector.message, vector.signature)).to.equal(true);
  });

  it('refuse garbage PKCS#8 with a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(bytes))).to.equal('SM2_KEY_INVALID');
      }),
    );
  });

  it('refuse PKCS#8 with any one bit changed', () => {
    const pkcs8 = Sm2PrivateKey.fromScalar(reference.bytes32(vector.d)).toPkcs8();
    for (let bit = 0; bit < pkcs8.length * 8; bit += 1) {
      expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(flipBit(pkcs8, bit)))).to.equal('SM2_KEY_INVALID');
    }
  });

  it('are remembered by point, the same object for the same bytes', () => {
    expect(publicKeyFromPoint(vector.point)).to.equal(publicKeyFromPoint(vector.point.slice()));
  });

  it('are forgotten when 4096 others were used since, and none of the others is mistaken for them', function () {
    this.timeout(60_000);
    const first = publicKeyFromPoint(vector.point);
    const kept = publicKeyFromPoint(reference.publicPoint(1n));
    let at: bigint = 2n;
    for (let count = 0; count < 4096; count += 1, at += 1n) {
      const key = Sm2PrivateKey.fromScalar(reference.bytes32(at));
      publicKeyFromPoint(key.publicKey.point);
      if (count === 2000) publicKeyFromPoint(reference.publicPoint(1n));
    }
    expect(publicKeyFromPoint(reference.publicPoint(1n))).to.equal(kept);
    expect(publicKeyFromPoint(vector.point)).to.not.equal(first);
    expect(publicKeyFromPoint(vector.point).point).to.deep.equal(vector.point);
  });
});

describe('the SM2 self-test', () => {
  const working: Sm2Parts = {
    sm3Hex,
    verify: (point, text, signature) => Sm2PublicKey.fromPoint(point).verifyRaw(text, signature),
    sign: (d, text) => Sm2PrivateKey.fromScalar(d).signRaw(text),
    acceptsEcTypedKey: () => false,
    accelerator: loadAccelerator(),
  };
  const lying = (verify: (...asked: Parameters<Accelerator['verify']>) => boolean | undefined) => ({
    accelerator: { ...loadAccelerator(), verify },
  });
  const fails = (part: Partial<Sm2Parts>) => pkiCode(() => assertSm2Works({ ...working, ...part }));

  it('passes here', () => {
    assertSm2Works();
    expect(fails({})).to.equal(undefined);
  });

  it('passes where there is no accelerator', () => {
    expect(fails({ accelerator: undefined })).to.equal(undefined);
  });

  for (const [name, part] of Object.entries<Partial<Sm2Parts>>({
    'verification that accepts everything': { verify: () => true },
    'verification that accepts nothing': { verify: () => false },
    'verification that throws': {
      verify: () => {
        throw new TypeError('unsupported curve');
      },
    },
    'signing that returns what does not verify': { sign: () => new Uint8Array(64).fill(1) },
    'an SM3 that is another hash': { sm3Hex: () => '0'.repeat(64) },
    'a guard that lets ECDSA keys in': { acceptsEcTypedKey: () => true },
    'an accelerator that accepts everything': lying(() => true),
    'an accelerator that accepts nothing': lying(() => false),
    'an accelerator that cannot say': lying(() => undefined),
    // The published e begins with f0, r ends with b3, s with aa.
    'an accelerator that does not look at s': lying((_slot, e, rs) => e[0] === 0xf0 && rs[31] === 0xb3),
    'an accelerator that does not look at r': lying((_slot, e, rs) => e[0] === 0xf0 && rs[63] === 0xaa),
    'an accelerator that does not look at the message': lying((_slot, _e, rs) => rs[31] === 0xb3 && rs[63] === 0xaa),
    'an accelerator that cannot make a table': {
      accelerator: {
        ...loadAccelerator(),
        build: () => {
          throw new RangeError('memory access out of bounds');
        },
      },
    },
  })) {
    it(`stops ${name}`, () => {
      expect(fails(part)).to.equal('SM2_SELF_TEST_FAILED');
    });
  }
});
