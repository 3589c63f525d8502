import { createSign, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { readCrl } from '../../../../pki/crl/read-crl.js';
import { OID } from '../../../../pki/der/oids.js';
import { readPathCertificate } from '../../../../pki/path/certificate.js';
import { createPathTrust } from '../../../../pki/ses/verdict/path-trust.js';
import { Sm2PrivateKey } from '../../../../pki/sm2/private-key.js';
import { encodeImprint, imprintOf } from '../../../../pki/timestamp/imprint.js';
import { buildTimestampToken } from '../../../../pki/timestamp/token.js';
import { crl } from '../../../support/seal-world.js';
import { forgeCertificate } from '../../support/forge-certificate.js';
import {
  createTestDomain,
  DOMAIN_NOT_AFTER,
  IN_VALIDITY,
  type Issued,
  issue,
  type TestDomain,
} from '../../support/test-domain.js';

const stamp = (tsa: Issued, octets: Uint8Array, genTime: number): Promise<Uint8Array> =>
  buildTimestampToken({
    policy: '1.2.3.4.1',
    imprint: encodeImprint('sm3', imprintOf('sm3', octets)),
    serialNumber: Uint8Array.of(1),
    genTime,
    accuracy: 1000,
    signer: tsa.certificate,
    certificates: [tsa.certificate],
    sign: async (attributes) => tsa.key.signRaw(attributes),
  });

describe('paths of makers and signers', () => {
  let domain: TestDomain;
  before(async () => {
    domain = await createTestDomain();
  });
  const general = ({ certificate }: Issued) => readPathCertificate(certificate.der);
  const trustOf = (anchors: Issued[], intermediates: Issued[], crls: Uint8Array[] = []) =>
    createPathTrust(
      { anchors: anchors.map(general), intermediates: intermediates.map(general), crls: crls.map(readCrl) },
      { revocation: 'required' },
    );
  const trust = (...left: ('root' | 'issuingCa')[]) =>
    trustOf(left.includes('root') ? [domain.root] : [], left.includes('issuingCa') ? [domain.issuingCa] : []);
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
    expect(outcome(trust('root', 'issuingCa'), DOMAIN_NOT_AFTER + 1000)).to.equal('refused');
  });
  it('a certificate by a namesake of the root is refused, or has no path', async () => {
    const key = Sm2PrivateKey.generate();
    const namesake = await issue('root', '示例根证书', undefined, { key });
    const forged = await issue('seal-signing', '示例签章证书', namesake);
    expect(trust('root', 'issuingCa').judgeChain(forged.certificate.der, IN_VALIDITY).outcome).not.to.equal('trusted');
  });
  it('a certificate issued by one that is no CA is not trusted', async () => {
    const below = await issue('seal-signing', '示例下级证书', domain.sealSigner);
    const { judgeChain } = trustOf([domain.root], [domain.issuingCa, domain.sealSigner]);
    expect(judgeChain(below.certificate.der, IN_VALIDITY).outcome).not.to.equal('trusted');
  });
  it('a revocation counts from its time on, and none is known without the list of every issuer', () => {
    const { certificate } = domain.sealSigner;
    const at = IN_VALIDITY + 1000;
    const listed = crl(domain.issuingCa, [{ serialNumber: certificate.serialNumber, at }]);
    const state = (lists: Uint8Array[], time: number) =>
      trustOf([domain.root], [domain.issuingCa], lists).judgeRevocation(certificate.der, time);
    expect(state([crl(domain.root), listed], IN_VALIDITY)).to.deep.equal({ state: 'good' });
    expect(state([crl(domain.root), listed], at)).to.include({ state: 'revoked', at });
    expect(state([listed], IN_VALIDITY).state).to.equal('unknown');
    expect(state([], IN_VALIDITY).state).to.equal('unknown');
    const forged = crl({ ...domain.issuingCa, key: Sm2PrivateKey.generate() });
    expect(state([crl(domain.root), forged], IN_VALIDITY).state).to.equal('unknown');
  });

  it('a signature of RSA by a certificate of RSA is good, over other bytes bad; SM2 by a key of RSA is bad', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const der = forgeCertificate({ spki: publicKey.export({ type: 'spki', format: 'der' }) });
    const octets = Buffer.from('signed');
    const value = createSign('sha256').update(octets).sign(privateKey);
    const read = trust().read(der);
    const rsa = '1.2.840.113549.1.1.11';
    const signature = { form: 'unreadable', value } as const;
    expect(read?.verify(rsa, octets, signature)).to.equal('good');
    expect(read?.verify(rsa, Buffer.from('other'), signature)).to.equal('bad');
    expect(read?.verify('1.2.840.113549.1.1.5', octets, signature)).to.equal('unsupported');
    expect(read?.verify(OID.sm2WithSm3, octets, signature)).to.equal('bad');
  });

  describe('timestamp tokens', () => {
    const octets = Buffer.from('signature value');
    let tsa: Issued;
    let token: Uint8Array;
    before(async () => {
      tsa = await issue('timestamping', '示例时间戳证书', domain.issuingCa);
      token = await stamp(tsa, octets, IN_VALIDITY);
    });
    const lists = () => [crl(domain.root), crl(domain.issuingCa)];

    it('one by a trusted authority over these octets is valid at its time', () => {
      const answer = trustOf([domain.root], [domain.issuingCa], lists()).verifyToken(token, octets);
      expect(answer).to.include({ outcome: 'valid', time: IN_VALIDITY });
    });
    it('over other octets, or with a bit changed, it is invalid', () => {
      const { verifyToken } = trustOf([domain.root], [domain.issuingCa], lists());
      expect(verifyToken(token, Buffer.from('other')).outcome).to.equal('invalid');
      const changed = Uint8Array.from(token);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      expect(verifyToken(changed, octets).outcome).to.equal('invalid');
      expect(verifyToken(Uint8Array.of(0x30, 0), octets).outcome).to.equal('invalid');
    });
    it('by an authority without a path, or whose state is not known, it is not judged', () => {
      expect(trust().verifyToken(token, octets).outcome).to.equal('unknown');
      expect(trust('root', 'issuingCa').verifyToken(token, octets).outcome).to.equal('unknown');
    });
    it('by an authority revoked by then it is invalid', () => {
      const at = IN_VALIDITY - 1000;
      const listed = crl(domain.issuingCa, [{ serialNumber: tsa.certificate.serialNumber, at }]);
      const { verifyToken } = trustOf([domain.root], [domain.issuingCa], [crl(domain.root), listed]);
      expect(verifyToken(token, octets).outcome).to.equal('invalid');
    });
    it('by a certificate that is for no timestamps it is invalid', async () => {
      const { verifyToken } = trustOf([domain.root], [domain.issuingCa], lists());
      expect(verifyToken(await stamp(domain.sealSigner, octets, IN_VALIDITY), octets).outcome).to.equal('invalid');
    });
  });

  it('garbage is no certificate and has no path', () => {
    const from = trust('root');
    for (const garbage of [new Uint8Array(), Uint8Array.of(0x30, 0x80), new Uint8Array(500).fill(0x30)]) {
      expect(from.read(garbage)).to.equal(undefined);
      expect(from.judgeChain(garbage, IN_VALIDITY).outcome).to.equal('unknown');
    }
  });
});
