import { expect } from 'chai';
import { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { Sm2PublicKey } from '../../pki/sm2/public-key.js';
import { pkiCode } from '../support/pki-error.js';
import { ask, bytesOf, make } from './support/engines.js';
import { elementAt, flipped } from './support/tamper.js';
import { expectJudged, verdict } from './support/verdicts.js';

const SIGNERS = ['bc', 'gmsm', 'openssl'] as const;
const data = Buffer.from('合成测试数据');
/** Where the scalar stands: the second element of the ECPrivateKey inside the OCTET STRING of PKCS#8. */
const scalarOf = (pkcs8: Uint8Array): Uint8Array => {
  const ecPrivateKey = elementAt(pkcs8, [2]);
  return elementAt(ecPrivateKey.subarray(ecPrivateKey[1] === 0x81 ? 3 : 2), [1]).subarray(2);
};

describe('SM2 keys', () => {
  for (const name of SIGNERS) {
    it(`${name} signs with our PKCS#8, and verifies under our SubjectPublicKeyInfo`, async () => {
      const key = Sm2PrivateKey.generate();
      const signature = await make(name, 'sm2.sign', { key: key.toPkcs8(), data }, 'signature');
      expect(key.publicKey.verifyDer(data, signature)).to.equal(true);
      await expectJudged(name, {
        op: 'sm2.verify',
        good: { spki: key.publicKey.spki, data, signature },
        twins: { 'another key': { spki: Sm2PrivateKey.generate().publicKey.spki } },
      });
    });

    it(`we sign with the scalar of a key of ${name}, and verify under its SubjectPublicKeyInfo`, async () => {
      const answer = await ask(name, 'sm2.keygen');
      const [pkcs8, spki] = [bytesOf(answer, 'key'), bytesOf(answer, 'spki')];
      const key = Sm2PrivateKey.fromScalar(scalarOf(pkcs8));
      expect(Sm2PublicKey.fromSpki(spki).point).to.deep.equal(key.publicKey.point);
      expect(await verdict(name, 'sm2.verify', { spki, data, signature: key.signDer(data) })).to.equal('valid');
    });

    it(`all decrypt our key as ${name} encrypted it, and none with another password`, async () => {
      const key = Sm2PrivateKey.generate().toPkcs8();
      const password = '口令 1';
      for (const kdf of ['pbkdf2-sha256', 'scrypt']) {
        const encrypted = await make(name, 'pkcs8.encrypt', { key, password, kdf }, 'encrypted');
        for (const reader of SIGNERS) {
          expect(await make(reader, 'pkcs8.decrypt', { encrypted, password }, 'key'), reader).to.deep.equal(key);
          expect(await verdict(reader, 'pkcs8.decrypt', { encrypted, password: '口令 2' }), reader).to.equal('refused');
        }
      }
    });
  }

  it('the PKCS#8 of gmsm and openssl has our form; the one of bc names the curve once more, which we refuse', async () => {
    for (const name of ['gmsm', 'openssl'] as const) {
      const pkcs8 = await make(name, 'sm2.keygen', {}, 'key');
      expect(Sm2PrivateKey.fromPkcs8(pkcs8).toPkcs8(), name).to.deep.equal(pkcs8);
      expect(
        pkiCode(() => Sm2PrivateKey.fromPkcs8(flipped(pkcs8, -1))),
        name,
      ).to.equal('SM2_KEY_INVALID');
    }
    const pkcs8 = await make('bc', 'sm2.keygen', {}, 'key');
    expect(pkiCode(() => Sm2PrivateKey.fromPkcs8(pkcs8))).to.equal('SM2_KEY_INVALID');
    // 12 bytes more: the parameters [0] of ECPrivateKey (RFC 5915 §3).
    expect(pkcs8).to.have.length(138 + 12);
  });

  it('a compressed point is refused by gmsm and by us; bc and openssl take it', async () => {
    const key = Sm2PrivateKey.generate();
    const { point } = key.publicKey;
    const compressed = Uint8Array.of(2 + ((point[64] ?? 0) & 1), ...point.subarray(1, 33));
    const spki = Uint8Array.from(
      Buffer.concat([Buffer.from('3039301306072a8648ce3d020106082a811ccf5501822d032200', 'hex'), compressed]),
    );
    expect(pkiCode(() => Sm2PublicKey.fromSpki(spki))).to.equal('SM2_KEY_INVALID');
    expect(pkiCode(() => Sm2PublicKey.fromPoint(compressed))).to.equal('SM2_KEY_INVALID');
    const fields = { spki, data, signature: key.signDer(data) };
    for (const [name, expected] of [
      ['bc', 'valid'],
      ['openssl', 'valid'],
      ['gmsm', 'refused'],
    ] as const) {
      expect(await verdict(name, 'sm2.verify', { ...fields, spki: key.publicKey.spki }), name).to.equal('valid');
      expect(await verdict(name, 'sm2.verify', fields), name).to.equal(expected);
    }
  });

  it('a point off the curve, and one with a bit changed in its algorithm, is refused by all, and by us', async () => {
    const key = Sm2PrivateKey.generate();
    const { spki } = key.publicKey;
    const good = { spki, data, signature: key.signDer(data) };
    const twins = {
      'y changed': { spki: flipped(spki, -1) },
      'x changed': { spki: flipped(spki, -40) },
      'the algorithm changed': { spki: flipped(spki, 10) },
      'the curve changed': { spki: flipped(spki, 22) },
      'a byte too few': { spki: spki.subarray(0, -1) },
      'no key': { spki: new Uint8Array() },
    };
    for (const [what, twin] of Object.entries(twins)) {
      expect(
        pkiCode(() => Sm2PublicKey.fromSpki(twin.spki)),
        what,
      ).to.equal('SM2_KEY_INVALID');
    }
    for (const name of SIGNERS) await expectJudged(name, { op: 'sm2.verify', good, twins });
  });
});
