import { expect } from 'chai';
import { childrenOf, readDer } from '../../../pki/der/reader.js';
import { bitString, integer, nullValue, oid, sequence } from '../../../pki/der/writer.js';
import { SM2_WITH_SM3 } from '../support/forge-certificate.js';
import {
  algorithmOf,
  dsaKey,
  ecKey,
  ed25519Key,
  type ForgeKey,
  rsaKey,
  signingAs,
  sm2Key,
} from '../support/forge-key.js';
import { ca, codesOf, type Entity, leaf } from '../support/path-lab.js';

const WITH_SHA1 = ['sha1WithRSAEncryption', 'ecdsa-with-SHA1', 'dsa-with-sha1', 'sha256WithRSAEncryption'];

async function chainOf(key: ForgeKey): Promise<Entity[]> {
  const root = await ca('合成根', undefined, { key });
  return [await leaf('合成用户', root), root];
}

/** The SubjectPublicKeyInfo of a DSA key without the parameters (RFC 3279 §2.3.2). */
function withoutParameters({ spki }: ForgeKey): Uint8Array {
  const [, bits] = childrenOf(readDer(spki));
  return sequence(sequence(oid('1.2.840.10040.4.1')), bits?.raw ?? new Uint8Array());
}

/** A key of the parameters of another one: the generator makes no such pair, so the same key is used under two names. */
describe('signatures of a path (RFC 5280 §6.1.3 (a)(1))', () => {
  describe('by default', () => {
    it('SM2 with SM3 holds', async () => expect(codesOf(await chainOf(sm2Key()))).to.equal('valid'));
    it('RSA with SHA-256 holds', async () => expect(codesOf(await chainOf(rsaKey()))).to.equal('valid'));
    it('ECDSA with SHA-256 on P-256 holds', async () => expect(codesOf(await chainOf(ecKey()))).to.equal('valid'));
    it('ECDSA with SHA-384 on P-384 holds', async () =>
      expect(codesOf(await chainOf(ecKey('P-384', 'ecdsa-with-SHA384')))).to.equal('valid'));
    it('RSA with SHA-1 does not', async () =>
      expect(codesOf(await chainOf(rsaKey('sha1WithRSAEncryption')))).to.deep.equal(['ALGORITHM_NOT_ALLOWED']));
    it('ECDSA with SHA-1 does not', async () =>
      expect(codesOf(await chainOf(ecKey('P-256', 'ecdsa-with-SHA1')))).to.deep.equal(['ALGORITHM_NOT_ALLOWED']));
    it('RSA with MD5 does not', async () =>
      expect(codesOf(await chainOf(rsaKey('md5WithRSAEncryption')))).to.deep.equal(['ALGORITHM_NOT_ALLOWED']));
    it('DSA does not', async () =>
      expect(codesOf(await chainOf(dsaKey('dsa-with-sha256')))).to.deep.equal(['ALGORITHM_NOT_ALLOWED']));
    it('Ed25519 does not', async () =>
      expect(codesOf(await chainOf(await ed25519Key()))).to.deep.equal(['ALGORITHM_NOT_ALLOWED']));
    it('RSA of 1024 bits is too weak', async () =>
      expect(codesOf(await chainOf(rsaKey('sha256WithRSAEncryption', 1024)))).to.include('KEY_TOO_WEAK'));
  });

  describe('where the policy names it', () => {
    const named = async (key: ForgeKey, ...allowedAlgorithms: string[]) =>
      codesOf(await chainOf(key), { allowedAlgorithms });
    it('RSA with SHA-1 holds, of 1024 bits too', async () => {
      expect(await named(rsaKey('sha1WithRSAEncryption'), 'sha1WithRSAEncryption')).to.equal('valid');
      expect(await named(rsaKey('sha1WithRSAEncryption', 1024), 'sha1WithRSAEncryption')).to.equal('valid');
    });
    it('by its OID as well', async () =>
      expect(await named(rsaKey('sha1WithRSAEncryption'), '1.2.840.113549.1.1.5')).to.equal('valid'));
    it('DSA with SHA-1 holds', async () => expect(await named(dsaKey(), 'dsa-with-sha1')).to.equal('valid'));
    it('Ed25519 holds', async () => expect(await named(await ed25519Key(), 'id-Ed25519')).to.equal('valid'));
    it('MD5 still does not', async () =>
      expect(await named(rsaKey('md5WithRSAEncryption'), 'md5WithRSAEncryption')).to.deep.equal([
        'ALGORITHM_NOT_ALLOWED',
      ]));
    it('what it does not name does not', async () => {
      expect(await named(sm2Key(), 'sha256WithRSAEncryption')).to.deep.equal(['ALGORITHM_NOT_ALLOWED']);
      expect(await named(rsaKey(), 'sm2-with-sm3')).to.deep.equal(['ALGORITHM_NOT_ALLOWED']);
    });
  });

  describe('algorithm and key are bound to each other', () => {
    it('SM2 under a P-256 key', async () =>
      expect(codesOf(await chainOf(signingAs(ecKey(), SM2_WITH_SM3)))).to.deep.equal(['SIGNATURE_INVALID']));
    it('ECDSA under an SM2 key', async () => {
      const key = signingAs(sm2Key(), algorithmOf('ecdsa-with-SHA256'));
      expect(codesOf(await chainOf(key))).to.deep.equal(['KEY_UNUSABLE']);
    });
    it('ECDSA under an RSA key', async () =>
      expect(codesOf(await chainOf(signingAs(rsaKey(), algorithmOf('ecdsa-with-SHA256'))))).to.deep.equal([
        'SIGNATURE_INVALID',
      ]));
    it('RSA under an EC key', async () =>
      expect(
        codesOf(await chainOf(signingAs(ecKey(), algorithmOf('sha256WithRSAEncryption', nullValue())))),
      ).to.deep.equal(['SIGNATURE_INVALID']));
    it('SHA-384 said, SHA-256 used', async () =>
      expect(codesOf(await chainOf(signingAs(ecKey(), algorithmOf('ecdsa-with-SHA384'))))).to.deep.equal([
        'SIGNATURE_INVALID',
      ]));
    it('parameters that the algorithm does not have', async () => {
      const key = signingAs(rsaKey(), algorithmOf('sha256WithRSAEncryption', integer(1)));
      expect(codesOf(await chainOf(key))).to.deep.equal(['SIGNATURE_INVALID']);
    });
  });

  for (const [what, make] of [
    ['SM2', sm2Key],
    ['RSA', () => rsaKey()],
    ['ECDSA', () => ecKey()],
  ] as const) {
    it(`${what}: a signature of another key, of the end certificate and of a CA`, async () => {
      const root = await ca('合成根', undefined, { key: make() });
      const sub = await ca('合成 CA', root, { key: make() });
      const other = await ca('另一合成 CA', root, { key: make() });
      const user = await leaf('合成用户', sub);
      const forged = await leaf('合成用户', { ...sub, key: other.key });
      const forgedCa = await ca('合成 CA', { ...root, key: other.key }, { key: sub.key });
      expect(codesOf([user, sub, root])).to.equal('valid');
      expect(codesOf([forged, sub, root])).to.deep.equal(['SIGNATURE_INVALID']);
      expect(codesOf([user, forgedCa, root])).to.deep.equal(['SIGNATURE_INVALID']);
    });
  }

  describe('DSA with inherited parameters (RFC 5280 §6.1.4 (e), RFC 3279 §2.3.2)', () => {
    const allowedAlgorithms = WITH_SHA1;
    it('holds below a CA that has them, and not below one that has none', async () => {
      const rsa = rsaKey();
      const key = dsaKey();
      const root = await ca('合成根', undefined, { key: rsa });
      const full = await ca('合成 DSA CA', root, { key });
      // The same group, so the same key: names part the two.
      const bare = await ca('合成 DSA 下级 CA', full, { key, spki: withoutParameters(key) });
      const user = await leaf('合成用户', bare);
      expect(codesOf([user, bare, full, root], { allowedAlgorithms })).to.equal('valid');
      const orphan = await ca('合成 DSA 下级 CA', root, { key, spki: withoutParameters(key) });
      const lost = await leaf('合成用户', orphan);
      expect(codesOf([lost, orphan, root], { allowedAlgorithms })).to.deep.equal(['KEY_UNUSABLE']);
    });
    it('a forged signature does not', async () => {
      const key = dsaKey();
      const root = await ca('合成根', undefined, { key });
      const bare = await ca('合成 DSA 下级 CA', root, { key, spki: withoutParameters(key) });
      const forged = await leaf('合成用户', bare, { signature: bitString(await key.sign(Uint8Array.of(1))) });
      expect(codesOf([forged, bare, root], { allowedAlgorithms })).to.deep.equal(['SIGNATURE_INVALID']);
    });
  });

  it('a key that is no point of the curve', async () => {
    const root = await ca('合成根');
    const spki = Uint8Array.from(root.key.spki);
    spki[90] = (spki[90] ?? 0) ^ 1;
    const broken = await ca('合成根', undefined, { key: { ...root.key, spki }, name: root.name });
    expect(codesOf([await leaf('合成用户', root, { keyIdentifiers: new Uint8Array() }), broken])).to.include(
      'KEY_UNUSABLE',
    );
  });
});
