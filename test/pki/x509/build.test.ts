import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import { childrenOf, readDer } from '../../../pki/der/reader.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { buildCertificate, type CertificateOrder, subjectKeyIdOf } from '../../../pki/x509/build.js';
import { attribute, parseCertificate } from '../../../pki/x509/certificate.js';
import { KEY_PURPOSE } from '../../../pki/x509/key-purposes.js';
import { encodeName } from '../../../pki/x509/name.js';
import { type RawExtension, readRawExtensions } from '../../../pki/x509/raw-extensions.js';
import { expectCode } from '../support/expect-code.js';
import { AUTHORITY } from '../support/test-domain.js';

const key = Sm2PrivateKey.generate();
const issuerKey = Sm2PrivateKey.generate();
const issuerDer = encodeName({ commonName: '示例签发证书' });

const order = (changes: Partial<CertificateOrder> = {}): CertificateOrder => ({
  profile: 'licence-signing',
  subject: AUTHORITY,
  publicKeySpki: key.publicKey.spki,
  issuer: { subjectDer: issuerDer, subjectKeyId: subjectKeyIdOf(issuerKey.publicKey.point) },
  notBefore: Date.UTC(2026, 0, 1),
  notAfter: Date.UTC(2028, 0, 1),
  serialNumber: Uint8Array.of(0xf0, 1, 2, 3, 4, 5, 6, 7),
  sign: async (tbs) => issuerKey.signRaw(tbs),
  ...changes,
});
const build = async (changes?: Partial<CertificateOrder>) => parseCertificate(await buildCertificate(order(changes)));
const refuses = async (code: Parameters<typeof expectCode>[0], changes: Partial<CertificateOrder>): Promise<void> => {
  const outcome = await buildCertificate(order(changes)).then(
    () => () => undefined,
    (error: unknown) => () => {
      throw error;
    },
  );
  expectCode(code, outcome);
};
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const ascii = (text: string): string => hex(Buffer.from(text, 'latin1'));
/** What the certificate holds, by a reader that knows none of it. */
function extensionsOf(der: Uint8Array): ReadonlyMap<string, RawExtension> {
  const [tbs] = childrenOf(readDer(der));
  const tagged = tbs === undefined ? undefined : childrenOf(tbs).at(-1);
  const [list] = tagged === undefined ? [] : childrenOf(tagged);
  if (list === undefined) throw new TypeError('no extensions');
  return new Map(readRawExtensions(list).map((each) => [each.oid, each]));
}

describe('buildCertificate', () => {
  it('makes a certificate that the strict reader reads back and the issuer signed', async () => {
    const certificate = await build();
    expect(certificate).to.include({
      version: 3,
      serialNumber: 'f001020304050607',
      notBefore: Date.UTC(2026, 0, 1),
      notAfter: Date.UTC(2028, 0, 1),
      subjectKeyId: subjectKeyIdOf(key.publicKey.point),
      authorityKeyId: subjectKeyIdOf(issuerKey.publicKey.point),
    });
    expect(Buffer.compare(certificate.issuerDer, issuerDer)).to.equal(0);
    expect(attribute(certificate, OID.organizationIdentifier)).to.equal(AUTHORITY.organizationIdentifier);
    expect(certificate.subject.map((each) => each.oid)).to.deep.equal([
      OID.countryName,
      OID.organizationName,
      OID.organizationIdentifier,
      OID.commonName,
    ]);
    expect(issuerKey.publicKey.verifyDer(certificate.tbs, certificate.signature)).to.equal(true);
    expect(key.publicKey.verifyDer(certificate.tbs, certificate.signature)).to.equal(false);
  });

  it('gives signers digitalSignature, nonRepudiation and one purpose, and no basicConstraints', async () => {
    const expected = {
      'licence-signing': KEY_PURPOSE.licenceSigning,
      'seal-signing': KEY_PURPOSE.sealSigning,
      'seal-making': KEY_PURPOSE.sealMaking,
    } as const;
    for (const profile of ['licence-signing', 'seal-signing', 'seal-making'] as const) {
      const certificate = await build({ profile });
      expect([...(certificate.keyUsage ?? [])]).to.deep.equal(['digitalSignature', 'nonRepudiation']);
      expect(certificate.extendedKeyUsage).to.deep.equal([expected[profile]]);
      expect(certificate.basicConstraints).to.equal(undefined);
    }
  });

  it('gives CAs keyCertSign, cRLSign and a path length', async () => {
    const root = await build({ profile: 'root', issuer: 'self', sign: async (tbs) => key.signRaw(tbs) });
    const issuing = await build({ profile: 'issuing-ca' });
    expect(root.basicConstraints).to.deep.equal({ cA: true, pathLength: 1 });
    expect(issuing.basicConstraints).to.deep.equal({ cA: true, pathLength: 0 });
    for (const ca of [root, issuing]) {
      expect([...(ca.keyUsage ?? [])]).to.deep.equal(['keyCertSign', 'cRLSign']);
      expect(ca.unknownCriticalExtensions).to.deep.equal([]);
    }
    expect(root.authorityKeyId).to.equal(undefined);
  });

  it('gives timestamping a critical purpose, responders nocheck, servers names (RFC 3161 §2.3, RFC 6960 §4.2.2.2.1)', async () => {
    const tsa = await build({ profile: 'timestamping' });
    expect(tsa.extendedKeyUsage).to.deep.equal([OID.timeStamping]);
    expect(extensionsOf(tsa.der).get(OID.extendedKeyUsage)?.critical).to.equal(true);
    const responder = await build({ profile: 'ocsp-signing' });
    expect([...(responder.keyUsage ?? [])]).to.deep.equal(['digitalSignature']);
    expect(responder.extendedKeyUsage).to.deep.equal([OID.ocspSigning]);
    expect(hex(extensionsOf(responder.der).get(OID.ocspNoCheck)?.value)).to.equal('0500');
    const server = await build({ profile: 'tls-server', details: { dnsNames: ['a.example', 'b.example'] } });
    expect(server.extendedKeyUsage).to.deep.equal([OID.serverAuth]);
    expect(hex(extensionsOf(server.der).get(OID.subjectAltName)?.value)).to.equal(
      '3016' + '8209612e6578616d706c65' + '8209622e6578616d706c65',
    );
    for (const profile of ['licence-signing', 'timestamping'] as const) {
      const found = extensionsOf((await build({ profile })).der);
      expect([found.has(OID.ocspNoCheck), found.has(OID.subjectAltName)]).to.deep.equal([false, false]);
    }
  });

  it('writes addresses, policies and the identity extensions of GB/T 20518, none of them critical', async () => {
    const { der } = await build({
      details: {
        crlUrls: ['http://c.example/a'],
        deltaCrlUrls: ['http://c.example/d'],
        ocspUrls: ['http://o.example'],
        caIssuersUrls: ['http://i.example'],
        policies: ['1.2.3'],
        identity: { organisation: '11990000MB1A00001N', taxpayer: 'T1', personal: 'P1' },
      },
    });
    const found = extensionsOf(der);
    const value = (id: string) => hex(found.get(id)?.value);
    expect(value(OID.crlDistributionPoints)).to.equal(`301a3018a016a0148612${ascii('http://c.example/a')}`);
    expect(value(OID.freshestCrl)).to.equal(`301a3018a016a0148612${ascii('http://c.example/d')}`);
    expect(value(OID.authorityInfoAccess)).to.equal(
      `303c301c06082b060105050730018610${ascii('http://o.example')}` +
        `301c06082b060105050730028610${ascii('http://i.example')}`,
    );
    expect(value(OID.identityOrganisation)).to.equal(`1312${ascii('11990000MB1A00001N')}`);
    expect(value(OID.identityTaxpayer)).to.equal(`1302${ascii('T1')}`);
    expect(value(OID.identityPersonal)).to.equal(`1302${ascii('P1')}`);
    expect(found.has(OID.identitySocialInsurance)).to.equal(false);
    expect(value(OID.certificatePolicies)).to.equal('3006300406022a03');
    const critical = [...found.values()].filter((each) => each.critical).map((each) => each.oid);
    expect(critical).to.deep.equal([OID.keyUsage]);
  });

  it('refuses a server without names, and names anywhere else', async () => {
    await refuses('CERTIFICATE_MALFORMED', { profile: 'tls-server' });
    await refuses('CERTIFICATE_MALFORMED', { details: { dnsNames: ['a.example'] } });
  });

  it('cuts fractions of a second off and changes to GeneralizedTime in 2050', async () => {
    const certificate = await build({ notBefore: Date.UTC(2026, 0, 1) + 999, notAfter: Date.UTC(2051, 0, 1) });
    expect(certificate.notBefore).to.equal(Date.UTC(2026, 0, 1));
    expect(certificate.notAfter).to.equal(Date.UTC(2051, 0, 1));
  });

  it('takes serial numbers of any leading bits', async () => {
    expect((await build({ serialNumber: Uint8Array.of(0, 0, 0x7f) })).serialNumber).to.equal('7f');
    expect((await build({ serialNumber: new Uint8Array(20).fill(0xff) })).serialNumber).to.equal('ff'.repeat(20));
  });

  it('refuses a serial number of zero or above 20 octets', async () => {
    await refuses('CERTIFICATE_MALFORMED', { serialNumber: new Uint8Array(16) });
    await refuses('CERTIFICATE_MALFORMED', { serialNumber: new Uint8Array(21).fill(1) });
  });

  it('refuses a validity that ends before it begins', async () => {
    await refuses('CERTIFICATE_MALFORMED', { notAfter: Date.UTC(2025, 0, 1) });
  });

  it('refuses a key that is none', async () => {
    const off = key.publicKey.spki;
    off[90] = (off[90] ?? 0) ^ 1;
    await refuses('SM2_KEY_INVALID', { publicKeySpki: off });
    const otherCurve = key.publicKey.spki;
    otherCurve[20] = (otherCurve[20] ?? 0) ^ 1;
    await refuses('CERTIFICATE_MALFORMED', { publicKeySpki: otherCurve });
  });

  it('refuses a signature of another key under a self-signed certificate, and one that is no signature', async () => {
    await refuses('CERTIFICATE_MALFORMED', { profile: 'root', issuer: 'self' });
    await refuses('ENCODING_INVALID', { sign: async () => new Uint8Array(64) });
    await refuses('ENCODING_INVALID', { sign: async (tbs) => issuerKey.signDer(tbs) });
  });

  it('refuses names that are empty or too long (RFC 5280 appendix A)', async () => {
    expect(() => encodeName({ commonName: '' })).to.throw(RangeError);
    expect(() => encodeName({ commonName: '示'.repeat(65) })).to.throw(RangeError);
    expect((await build({ subject: { commonName: '示'.repeat(64) } })).subject).to.have.length(2);
  });
});
