import { expect } from 'chai';
import { createSm2Trust } from '../../../../pki/ses/verdict/sm2-trust.js';
import { Sm2PrivateKey } from '../../../../pki/sm2/private-key.js';
import { createTestDomain, DOMAIN_NOT_AFTER, IN_VALIDITY, issue, type TestDomain } from '../../support/test-domain.js';

describe('paths of makers and signers', () => {
  let domain: TestDomain;
  before(async () => {
    domain = await createTestDomain();
  });
  const trust = (...left: ('root' | 'issuingCa')[]) =>
    createSm2Trust({
      anchors: left.includes('root') ? [domain.root.certificate] : [],
      intermediates: left.includes('issuingCa') ? [domain.issuingCa.certificate] : [],
    });
  const outcome = (from: ReturnType<typeof trust>, at = IN_VALIDITY) =>
    from.judgeChain(domain.sealSigner.certificate.der, at).outcome;

  it('a path through an intermediate to a root is trusted', () => {
    expect(outcome(trust('root', 'issuingCa'))).to.equal('trusted');
  });
  it('without the root, or without the certificate between, it is unknown', () => {
    expect(outcome(trust('issuingCa'))).to.equal('unknown');
    expect(outcome(trust('root'))).to.equal('unknown');
  });
  it('after the root has run out it is refused', () => {
    expect(outcome(trust('root', 'issuingCa'), DOMAIN_NOT_AFTER + 1)).to.equal('refused');
  });
  it('a certificate by a namesake of the root is refused, or has no path', async () => {
    const key = Sm2PrivateKey.generate();
    const namesake = await issue('root', '示例根证书', undefined, { key });
    const forged = await issue('seal-signing', '示例签章证书', namesake);
    expect(trust('root', 'issuingCa').judgeChain(forged.certificate.der, IN_VALIDITY).outcome).not.to.equal('trusted');
  });
  it('a certificate issued by one that is no CA is not trusted', async () => {
    const below = await issue('seal-signing', '示例下级证书', domain.sealSigner);
    const { judgeChain } = createSm2Trust({
      anchors: [domain.root.certificate],
      intermediates: [domain.issuingCa.certificate, domain.sealSigner.certificate],
    });
    expect(judgeChain(below.certificate.der, IN_VALIDITY).outcome).to.equal('refused');
  });
  it('garbage is no certificate and has no path', () => {
    const from = trust('root');
    for (const garbage of [new Uint8Array(), Uint8Array.of(0x30, 0x80), new Uint8Array(500).fill(0x30)]) {
      expect(from.read(garbage)).to.equal(undefined);
      expect(from.judgeChain(garbage, IN_VALIDITY).outcome).to.equal('unknown');
    }
  });
});
