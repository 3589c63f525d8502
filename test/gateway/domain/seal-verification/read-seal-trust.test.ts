import { expect } from 'chai';
import { readSealTrust } from '../../../../gateway/domain/seal-verification/read-seal-trust.js';
import { verifySealFile } from '../../../../gateway/domain/seal-verification/report.js';
import { readPathCertificate } from '../../../../pki/path/certificate.js';
import { createPathTrust } from '../../../../pki/ses/verdict/path-trust.js';
import { NO_TRUST, TOLERANT_POLICY } from '../../../../pki/ses/verdict/question.js';
import { Sm2PrivateKey } from '../../../../pki/sm2/private-key.js';
import { forgeCertificate } from '../../../pki/support/forge-certificate.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';
import { createSealWorld, pem, type SealWorld } from '../../../support/seal-world.js';
import { DAY_MS, FOUNDED_AT } from '../../../support/test-domain.js';

const NOW = FOUNDED_AT + DAY_MS;
const bytes = (text: string) => Uint8Array.from(Buffer.from(text));

describe('trust for seals', () => {
  let world: World;
  let seals: SealWorld;
  before(async () => {
    world = await sharedWorld();
    seals = await createSealWorld();
  });

  const read = (content: Uint8Array, now = NOW) => readSealTrust(content, now);
  const counts = (content: Uint8Array) => {
    const result = read(content);
    if (!result.ok) return result.code;
    const { anchors, intermediates, crls } = result.material;
    return [anchors.length, intermediates.length, crls.length, result.passedOver];
  };

  it("takes the roots of a trust list's present domains, and a seal of theirs finds its path to one", () => {
    const result = read(bytes(JSON.stringify(world.lists[1])));
    if (!result.ok) throw new TypeError(result.code);
    expect(result.material.anchors).to.have.length(3);
    const { authorities, ca } = world.domains['44'];
    const outcomes = (intermediates: boolean) => {
      const trust = createPathTrust(
        { ...result.material, intermediates: intermediates ? [readPathCertificate(ca.der)] : [] },
        { revocation: 'required' },
      );
      const question = { trust: { ...NO_TRUST, ...trust }, policy: TOLERANT_POLICY, at: NOW };
      const { checks } = verifySealFile(authorities[0].sealDer, question);
      return checks.find(({ id }) => id === 'MAKER-CHAIN')?.outcome;
    };
    expect(outcomes(true)).to.equal('passed');
    expect(outcomes(false)).to.equal('skipped');
  });
  it('takes a store of lists', () => {
    const store = { format: 'yinxin/trust-store/v1', pin: world.network, lists: world.lists };
    expect(counts(bytes(JSON.stringify(store)))).to.deep.equal([3, 0, 0, 0]);
  });
  it('refuses a list past its next update, and one that was altered', () => {
    const list = JSON.stringify(world.lists[1]);
    expect(read(bytes(list), FOUNDED_AT + 61 * DAY_MS)).to.include({ ok: false, code: 'TRUST_STALE' });
    expect(counts(bytes(list.replace('"blockNumber":10', '"blockNumber":11')))).to.equal('TRUST_REFUSED');
    expect(counts(bytes('{"a":1}'))).to.equal('TRUST_REFUSED');
  });
  it('takes certificates and lists as PEM, roots apart from others', () => {
    expect(counts(bytes(seals.trustPem))).to.deep.equal([1, 1, 2, 0]);
  });
  it('takes one certificate as DER', () => {
    expect(counts(seals.root)).to.deep.equal([1, 0, 0, 0]);
    expect(counts(seals.issuingCa)).to.deep.equal([0, 1, 0, 0]);
  });
  it('takes for a root only what signed itself', () => {
    // Subject and issuer are the same name; the signature is another key's.
    const forged = forgeCertificate({ spki: Sm2PrivateKey.generate().publicKey.spki });
    expect(counts(forged)).to.deep.equal([0, 1, 0, 0]);
  });
  it('counts what it cannot use', () => {
    const broken = pem('CERTIFICATE', Uint8Array.of(0x30, 0)) + pem('X509 CRL', Uint8Array.of(1, 2, 3));
    expect(counts(bytes(seals.trustPem + broken))).to.deep.equal([1, 1, 2, 2]);
    expect(counts(bytes(broken))).to.equal('TRUST_UNREADABLE');
  });
  it('garbage is refused, in bounded time', () => {
    const begins = '-----BEGIN CERTIFICATE-----'.repeat(200_000);
    for (const garbage of ['', ' ', 'x', begins, '-'.repeat(4_000_000), '{'.repeat(100_000)]) {
      const before = performance.now();
      expect(counts(bytes(garbage))).to.be.oneOf(['TRUST_UNREADABLE', 'TRUST_REFUSED']);
      expect(performance.now() - before).to.be.below(5000);
    }
  });
});
