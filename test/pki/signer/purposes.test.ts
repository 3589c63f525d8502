import { expect } from 'chai';
import fc from 'fast-check';
import { createLocalSigner } from '../../../pki/signer/local-signer.js';
import {
  FOREIGN_PURPOSES,
  isOwnFormat,
  isPurpose,
  OWN_PURPOSES,
  PURPOSES,
  type Purpose,
  signedBytes,
} from '../../../pki/signer/purposes.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { pkiCode, pkiCodeAsync } from '../../support/pki-error.js';

const bytes = Uint8Array.from(Buffer.from('{"network":"x"}'));
const sequence = Uint8Array.of(0x30, 3, 2, 1, 5);

/** The same bytes under the tag that the purpose signs: SET for CMS, SEQUENCE for all else. */
const tagged = (purpose: Purpose, bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0x30 && ['timestamp', 'signed-data'].includes(purpose)
    ? Uint8Array.of(0x31, ...bytes.subarray(1))
    : bytes;

/** A SEQUENCE of `length` bytes under a length in the given spelling. */
const der = (lengthBytes: number[], length: number): Uint8Array =>
  Uint8Array.from([0x30, ...lengthBytes, ...new Uint8Array(length)]);

describe('signing purposes', () => {
  it('stand in one union, each once', () => {
    expect(new Set(PURPOSES).size).to.equal(OWN_PURPOSES.length + FOREIGN_PURPOSES.length);
    for (const purpose of OWN_PURPOSES) expect(isOwnFormat(purpose)).to.equal(true);
    for (const purpose of FOREIGN_PURPOSES) expect(isOwnFormat(purpose)).to.equal(false);
    for (const name of ['', 'key', 'Seal', 'toString', '__proto__', 1, null]) expect(isPurpose(name)).to.equal(false);
  });

  it('of our own come before what is signed', () => {
    for (const purpose of OWN_PURPOSES) {
      expect(Buffer.from(signedBytes(purpose, bytes)).toString()).to.equal(`yinxin/${purpose}/v1\0{"network":"x"}`);
    }
  });

  it('of foreign formats sign one DER SEQUENCE, or SET for CMS, as it is', () => {
    for (const purpose of FOREIGN_PURPOSES) {
      for (const each of [sequence, der([0], 0), der([0x7f], 127), der([0x81, 0x80], 128), der([0x82, 1, 0], 256)]) {
        const good = tagged(purpose, each);
        expect(signedBytes(purpose, good)).to.deep.equal(good);
      }
    }
  });

  for (const [name, input] of Object.entries({
    nothing: new Uint8Array(),
    'a tag alone': Uint8Array.of(0x30),
    'our own format': signedBytes('trust-list', bytes),
    'a digest': new Uint8Array(32).fill(0x5a),
    'an element of another tag': Uint8Array.from([0xa0, ...sequence.subarray(1)]),
    'a byte too many': Uint8Array.from([...sequence, 0]),
    'a byte too few': sequence.subarray(0, -1),
    'a long length for a short one': der([0x81, 3], 3),
    'a length with a leading zero': der([0x82, 0, 0x80], 128),
    'an indefinite length': der([0x80], 2),
    'a length of five bytes': der([0x85, 0, 0, 0, 0, 1], 1),
    'a length that is not all there': Uint8Array.of(0x30, 0x82, 1),
    'two sequences': Uint8Array.from([...sequence, ...sequence]),
  })) {
    it(`of foreign formats refuse ${name}`, () => {
      for (const purpose of FOREIGN_PURPOSES)
        expect(pkiCode(() => signedBytes(purpose, tagged(purpose, input)))).to.equal('ENCODING_INVALID');
    });
  }

  it('of CMS refuse a SEQUENCE, and all other foreign formats a SET', () => {
    for (const purpose of FOREIGN_PURPOSES) {
      const other = tagged(purpose, sequence)[0] === 0x31 ? sequence : Uint8Array.of(0x31, ...sequence.subarray(1));
      expect(pkiCode(() => signedBytes(purpose, other))).to.equal('ENCODING_INVALID');
    }
  });

  it('outside the union sign nothing', () => {
    expect(pkiCode(() => signedBytes('payment' as Purpose, sequence))).to.equal('KEY_PURPOSE_FORBIDDEN');
  });

  it('never let two purposes cover the same bytes, foreign formats among themselves apart', () => {
    const any = fc.constantFrom(...PURPOSES);
    fc.assert(
      fc.property(any, any, fc.uint8Array({ maxLength: 10 }), fc.uint8Array({ maxLength: 10 }), (p, q, a, b) => {
        fc.pre(p !== q && (isOwnFormat(p) || isOwnFormat(q)));
        const cover = (purpose: Purpose, body: Uint8Array): Uint8Array =>
          signedBytes(
            purpose,
            isOwnFormat(purpose) ? body : tagged(purpose, Uint8Array.from([0x30, body.length, ...body])),
          );
        expect(Buffer.compare(cover(p, a), cover(q, b))).to.not.equal(0);
      }),
    );
  });
});

describe('a local signer', () => {
  const key = Sm2PrivateKey.generate();
  const signer = createLocalSigner('a', ['trust-list', 'domain-vote', 'seal'], key);

  it('signs for each of its purposes what verifies for that purpose only', async () => {
    for (const purpose of signer.purposes) {
      const signature = await signer.sign(purpose, sequence);
      expect(signature).to.have.length(64);
      for (const other of PURPOSES) {
        const isSequence = (each: Purpose) => !isOwnFormat(each) && tagged(each, sequence) === sequence;
        const same = other === purpose || (isSequence(purpose) && isSequence(other));
        expect(verifySignature(signer.publicKey, other, sequence, signature)).to.equal(same);
      }
    }
  });

  it('signs for no other purpose', async () => {
    for (const purpose of PURPOSES) {
      if (signer.purposes.includes(purpose)) continue;
      expect(await pkiCodeAsync(() => signer.sign(purpose, sequence))).to.equal('KEY_PURPOSE_FORBIDDEN');
    }
    expect(await pkiCodeAsync(() => signer.sign('payment' as Purpose, sequence))).to.equal('KEY_PURPOSE_FORBIDDEN');
  });

  it('signs no digest under a foreign purpose', async () => {
    expect(await pkiCodeAsync(() => signer.sign('seal', new Uint8Array(32)))).to.equal('ENCODING_INVALID');
  });

  it('cannot be given a purpose afterwards', () => {
    const list: Purpose[] = ['seal'];
    const made = createLocalSigner('b', list, key);
    list.push('trust-list');
    expect(made.purposes).to.deep.equal(['seal']);
    expect(Object.isFrozen(made.purposes)).to.equal(true);
  });

  for (const [name, purposes] of Object.entries<unknown[]>({
    'no purpose': [],
    'an unknown one': ['seal', 'payment'],
    'one twice': ['seal', 'seal'],
    'one that is no text': [1],
  })) {
    it(`is not made with ${name}`, () => {
      expect(pkiCode(() => createLocalSigner('a', purposes as Purpose[], key))).to.equal('KEY_PURPOSE_FORBIDDEN');
    });
  }
});

describe('verifying a signature', () => {
  const key = Sm2PrivateKey.generate();
  const point = key.publicKey.point;
  const signature = key.signRaw(signedBytes('trust-list', bytes));

  it('accepts the key, purpose and bytes that were signed', () => {
    expect(verifySignature(point, 'trust-list', bytes, signature)).to.equal(true);
  });

  it('refuses another key, other bytes, another signature, and a signature without the purpose', () => {
    const other = Sm2PrivateKey.generate();
    expect(verifySignature(other.publicKey.point, 'trust-list', bytes, signature)).to.equal(false);
    expect(verifySignature(point, 'trust-list', bytes.subarray(1), signature)).to.equal(false);
    expect(verifySignature(point, 'trust-list', bytes, other.signRaw(signedBytes('trust-list', bytes)))).to.equal(
      false,
    );
    expect(verifySignature(point, 'trust-list', bytes, key.signRaw(bytes))).to.equal(false);
  });

  it('is false, not an error, for keys, bytes and purposes that are none', () => {
    expect(verifySignature(new Uint8Array(65), 'trust-list', bytes, signature)).to.equal(false);
    expect(verifySignature(new Uint8Array(), 'trust-list', bytes, signature)).to.equal(false);
    expect(verifySignature(point, 'seal', bytes, signature)).to.equal(false);
    expect(verifySignature(point, 'payment' as Purpose, bytes, signature)).to.equal(false);
    expect(verifySignature(point, 'trust-list', bytes, new Uint8Array())).to.equal(false);
  });

  it('is false for garbage', () => {
    const garbage = fc.uint8Array({ maxLength: 70 });
    fc.assert(
      fc.property(garbage, fc.constantFrom(...PURPOSES), garbage, garbage, (where, purpose, body, made) => {
        expect(verifySignature(where, purpose, body, made)).to.equal(false);
        expect(verifySignature(point, purpose, body, made)).to.equal(false);
      }),
      { numRuns: 200 },
    );
  });
});
