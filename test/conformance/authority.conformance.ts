import { expect } from 'chai';
import { buildSignedData } from '../../pki/cms/build-signed-data.js';
import { parseSignedData } from '../../pki/cms/signed-data.js';
import { verifySignedData } from '../../pki/cms/verify-signed-data.js';
import { buildCrl } from '../../pki/crl/build-crl.js';
import { encodeCertId } from '../../pki/ocsp/cert-id.js';
import { buildOcspRequest } from '../../pki/ocsp/request.js';
import { createOcspResponder } from '../../pki/ocsp/responder.js';
import type { CertificateStatus } from '../../pki/ocsp/response.js';
import { buildCertificateRequest } from '../../pki/pkcs10/build-request.js';
import { parseCertificateRequest, provesPossession } from '../../pki/pkcs10/request.js';
import { createTimestampAuthority } from '../../pki/timestamp/authority.js';
import { imprintOf } from '../../pki/timestamp/imprint.js';
import { buildTimestampRequest } from '../../pki/timestamp/request.js';
import { parseTimestampToken } from '../../pki/timestamp/token.js';
import { verifyTimestampToken } from '../../pki/timestamp/verify-token.js';
import { buildCertificate } from '../../pki/x509/build.js';
import {
  AUTHORITY,
  createTestDomain,
  DOMAIN_NOT_AFTER,
  DOMAIN_NOT_BEFORE,
  IN_VALIDITY,
  type Issued,
  issue,
  type TestDomain,
} from '../pki/support/test-domain.js';
import { ask, type EngineName, make } from './support/engines.js';
import { type MatrixObject, oursJudges } from './support/matrix.js';
import { refusedByError } from './support/ours.js';
import { flipped } from './support/tamper.js';
import { expectJudged, expectJudgedBy, type Verdict, verdict } from './support/verdicts.js';

const ALL = ['bc', 'gmsm', 'openssl'] as const;
const WEEK = 7 * 86_400_000;
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const time = iso(IN_VALIDITY);
const DATA = Buffer.from('合成测试内容');

describe('what the certificate authority makes', () => {
  let domain: TestDomain;
  let other: TestDomain;
  let tsa: Issued;
  let responder: Issued;
  let issuer: Issued;
  let leaf: Issued;
  before(async () => {
    domain = await createTestDomain();
    other = await createTestDomain();
    issuer = domain.issuingCa;
    leaf = domain.licenceSigner;
    tsa = await issue('timestamping', '示例时间戳证书', issuer);
    responder = await issue('ocsp-signing', '示例状态应答证书', issuer);
  });
  const key = ({ key: each }: Issued): Uint8Array => each.toPkcs8();
  const der = ({ certificate }: Issued): Uint8Array => certificate.der;

  describe('requests', () => {
    const ours = (csr: Uint8Array): Verdict => refusedByError(() => provesPossession(parseCertificateRequest(csr)));

    it('of ours are accepted by all, and no twin of them', async () => {
      const csr = await buildCertificateRequest({
        subject: AUTHORITY,
        point: leaf.key.publicKey.point,
        sign: async (info) => leaf.key.signRaw(info),
      });
      const twins = { signature: { csr: flipped(csr, -1) }, subject: { csr: flipped(csr, 40) } };
      await expectJudgedBy(ALL, { object: 'CSR', op: 'csr.verify', good: { csr }, twins });
    });

    it('of theirs are accepted by us, and no twin of them', async () => {
      for (const name of ALL) {
        const fields = { key: key(leaf), spki: leaf.key.publicKey.spki, subject: '/C=CN/O=合成/CN=合成' };
        const csr = await make(name, 'csr.make', fields, 'csr');
        oursJudges('CSR', name, {
          good: ours(csr),
          twins: {
            'a bit of the signature': ours(flipped(csr, -1)),
            'a bit of what is signed': ours(flipped(csr, -100)),
            'a byte after the end': ours(Uint8Array.of(...csr, 0)),
          },
        });
      }
    });
  });

  it('certificates for timestamps, OCSP and TLS, with every address and number, are accepted by all', async () => {
    const details = {
      crlUrls: ['http://pki.example/ca.crl'],
      deltaCrlUrls: ['http://pki.example/delta.crl'],
      ocspUrls: ['http://pki.example/ocsp'],
      caIssuersUrls: ['http://pki.example/ca.cer'],
      policies: ['1.2.156.10197.9.9.1'],
      identity: { organisation: '11990000MB1A00001N' },
    };
    for (const profile of ['timestamping', 'ocsp-signing', 'tls-server', 'tls-client', 'seal-making'] as const) {
      const cert = await buildCertificate({
        profile,
        subject: AUTHORITY,
        publicKeySpki: leaf.key.publicKey.spki,
        issuer: { subjectDer: issuer.certificate.subjectDer, subjectKeyId: issuer.certificate.subjectKeyId ?? '' },
        notBefore: DOMAIN_NOT_BEFORE,
        notAfter: DOMAIN_NOT_AFTER,
        serialNumber: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
        details: profile === 'tls-server' ? { ...details, dnsNames: ['gateway.example'] } : details,
        sign: async (tbs) => issuer.key.signRaw(tbs),
      });
      const twins = { signature: { cert: flipped(cert, -1) }, 'an address': { cert: flipped(cert, -200) } };
      await expectJudgedBy(ALL, { op: 'cert.verify', good: { cert, issuer: der(issuer) }, twins });
    }
  });

  describe('revocation lists', () => {
    const list = (more: Partial<Parameters<typeof buildCrl>[0]> = {}) =>
      buildCrl({
        issuer: { subjectDer: issuer.certificate.subjectDer, subjectKeyId: issuer.certificate.subjectKeyId ?? '' },
        number: 9,
        thisUpdate: IN_VALIDITY - 1_000,
        nextUpdate: IN_VALIDITY + WEEK,
        revoked: [
          {
            serialNumber: leaf.certificate.serialNumber,
            revokedAt: IN_VALIDITY - 5_000,
            reason: 'keyCompromise',
            invalidAt: IN_VALIDITY - WEEK,
          },
          { serialNumber: 'ff01', revokedAt: IN_VALIDITY - 5_000 },
        ],
        sign: async (tbs) => issuer.key.signRaw(tbs),
        ...more,
      });

    it('full and delta, empty and not, are accepted by all, and no twin of them', async () => {
      const points = { distributionPoint: 'http://pki.example/ca.crl', deltaUrls: ['http://pki.example/delta.crl'] };
      const kinds: readonly [MatrixObject, Uint8Array][] = [
        ['CRL', await list()],
        ['CRL', await list({ revoked: [] })],
        ['delta CRL', await list({ baseNumber: 8 })],
        ['CRL', await list(points)],
      ];
      for (const [object, crl] of kinds) {
        const good = { crl, issuer: der(issuer) };
        const twins = {
          signature: { crl: flipped(crl, -1) },
          'the number or what stands near it': { crl: flipped(crl, -90) },
          'another issuer': { issuer: der(other.issuingCa) },
        };
        await expectJudgedBy(ALL, { object, op: 'crl.verify', good, twins });
      }
    });

    it('are judged at a time, and looked up, by bc and gmsm', async () => {
      const crl = await list();
      const twins = { late: { time: iso(IN_VALIDITY + WEEK + 1_000) } };
      const good = { crl, issuer: der(issuer), time };
      await expectJudgedBy(['bc', 'gmsm'], { object: 'CRL', op: 'crl.verify', good, twins });
      for (const name of ['bc', 'gmsm'] as const) {
        const found = await ask(name, 'crl.lookup', { crl, serial: leaf.certificate.serialNumber });
        expect(found, name).to.include({ revoked: true, time: iso(IN_VALIDITY - 5_000) });
        expect(String(found.reason), name).to.match(/^(1|keyCompromise)$/);
        expect(await ask(name, 'crl.lookup', { crl, serial: 'ff02' }), name).to.include({ revoked: false });
      }
    });

    it('make bc refuse the path of what is revoked, and only that', async () => {
      const rootList = await buildCrl({
        issuer: {
          subjectDer: domain.root.certificate.subjectDer,
          subjectKeyId: domain.root.certificate.subjectKeyId ?? '',
        },
        number: 1,
        thisUpdate: IN_VALIDITY - 1_000,
        nextUpdate: IN_VALIDITY + WEEK,
        revoked: [],
        sign: async (tbs) => domain.root.key.signRaw(tbs),
      });
      const good = {
        cert: der(domain.sealSigner),
        intermediates: [der(issuer)],
        roots: [der(domain.root)],
        crls: [await list(), rootList],
        time,
      };
      await expectJudgedBy(['bc'], { op: 'cert.verify', good, twins: { revoked: { cert: der(leaf) } } });
    });
  });

  it('OCSP answers under SM3 and SHA-1, with and without a nonce, are accepted by bc, and no twin of them', async () => {
    const states: Record<string, CertificateStatus> = {
      good: { state: 'good' },
      revoked: { state: 'revoked', revokedAt: IN_VALIDITY - 5_000, reason: 'superseded' },
      unknown: { state: 'unknown' },
    };
    for (const [status, state] of Object.entries(states)) {
      for (const delegate of [responder, issuer]) {
        const answer = createOcspResponder({
          issuer: issuer.certificate,
          responder: delegate.certificate,
          statusOf: async () => state,
          now: () => IN_VALIDITY,
          validFor: 3_600_000,
          sign: async (tbs) => delegate.key.signRaw(tbs),
        });
        for (const hash of ['sm3', 'sha1'] as const) {
          const { serialNumber } = leaf.certificate;
          const certId = encodeCertId(issuer.certificate, serialNumber, hash);
          const { der: response } = await answer.answer(buildOcspRequest([certId], Buffer.from('0102', 'hex')));
          const good = { response, issuer: der(issuer), serial: serialNumber, nonce: Buffer.from('0102', 'hex'), time };
          const twins = {
            'another nonce': { nonce: Buffer.from('0103', 'hex') },
            'another serial number': { serial: 'ff02' },
            'another issuer': { issuer: der(other.issuingCa) },
            'too late': { time: iso(IN_VALIDITY + 3_601_000) },
            'a bit of the time': { response: flipped(response, Buffer.from(response).indexOf(time.slice(0, 4))) },
          };
          await expectJudgedBy(['bc'], { object: 'OCSP', op: 'ocsp.verify', good, twins });
          expect((await ask('bc', 'ocsp.verify', good)).status).to.equal(status);
        }
      }
    }
  });

  describe('timestamps', () => {
    const authority = () =>
      createTimestampAuthority({
        signer: tsa.certificate,
        chain: [issuer.certificate],
        policy: '1.2.156.10197.9.9.1',
        serialNumber: () => Uint8Array.of(0x81, 7),
        now: () => IN_VALIDITY,
        accuracy: 1_000,
        sign: async (attributes) => tsa.key.signRaw(attributes),
      });
    const ours = (token: Uint8Array, data: Uint8Array = DATA): Verdict =>
      refusedByError(
        () => verifyTimestampToken({ token: parseTimestampToken(token), stamped: { data } }).findings.length === 0,
      );

    it('of ours are accepted by bc with their whole path, and no twin of them', async () => {
      for (const hash of ['sm3', 'sha256'] as const) {
        const query = buildTimestampRequest({
          hash,
          digest: imprintOf(hash, DATA),
          nonce: Uint8Array.of(0x90, 2),
          certificateWanted: true,
        });
        const token = await authority()(query);
        const good = { token, data: DATA, nonce: '9002', roots: [der(domain.root)], intermediates: [der(issuer)] };
        const twins = {
          'other data': { data: Buffer.from('x') },
          'another nonce': { nonce: '9003' },
          'another root': { roots: [der(other.root)] },
          signature: { token: flipped(token, -1) },
          'a bit of the time': { token: flipped(token, Buffer.from(token).indexOf('20261121')) },
        };
        await expectJudgedBy(['bc'], { object: 'timestamp', op: 'tsp.verify', good, twins });
        expect((await ask('bc', 'tsp.verify', good)).time).to.equal(time);
      }
    });

    it('of theirs are accepted by us, and no twin of them; our requests are granted', async () => {
      for (const hash of ['sm3', 'sha256'] as const) {
        const query = buildTimestampRequest({ hash, digest: imprintOf(hash, DATA), certificateWanted: true });
        const token = await make('bc', 'tsp.make', { key: key(tsa), cert: der(tsa), query, time }, 'token');
        oursJudges('timestamp', 'bc', {
          what: hash,
          good: ours(token),
          twins: {
            'other data': ours(token, Buffer.from('x')),
            'a bit of the signature': ours(flipped(token, -1)),
            'a bit of the time': ours(flipped(token, Buffer.from(token).indexOf('20261121'))),
          },
        });
      }
    });
  });

  describe('signed messages', () => {
    const ours = (cms: Uint8Array, content?: Uint8Array): Verdict =>
      refusedByError(() => {
        const message = parseSignedData(cms);
        return verifySignedData(content === undefined ? { message } : { message, content }).findings.length === 0;
      });
    const objects = { rfc5652: 'CMS (RFC 5652)', gmt0010: 'CMS (GM/T 0010)' } as const;
    // gmsm and ofdrw know GM/T 0010 only.
    const readers = {
      rfc5652: ['bc'],
      gmt0010: ['bc', 'gmsm'],
    } as const satisfies Record<string, readonly EngineName[]>;

    it('of ours by RFC 5652 and by GM/T 0010, attached and detached, are accepted, and no twin of them', async () => {
      for (const dialect of ['rfc5652', 'gmt0010'] as const) {
        for (const detached of [false, true]) {
          const cms = await buildSignedData({
            dialect,
            content: DATA,
            detached,
            signer: leaf.certificate,
            certificates: [leaf.certificate, issuer.certificate],
            signingTime: IN_VALIDITY,
            sign: async (attributes) => leaf.key.signRaw(attributes),
          });
          const twins = { 'other data': { data: Buffer.from('x') }, signature: { cms: flipped(cms, -1) } };
          const judged = { object: objects[dialect], op: 'cms.verify', good: { cms, data: DATA }, twins };
          await expectJudgedBy(readers[dialect], judged);
          // ofdrw takes the content of an attached message for the digest of the data.
          if (dialect === 'gmt0010' && detached) await expectJudged('ofdrw', judged);
        }
      }
    });

    it('of theirs are accepted by us, and no twin of them', async () => {
      for (const dialect of ['rfc5652', 'gmt0010'] as const) {
        for (const name of readers[dialect]) {
          for (const detached of [false, true]) {
            const fields = { key: key(leaf), cert: der(leaf), data: DATA, detached };
            const cms = await make(name, 'cms.make', name === 'bc' ? { ...fields, dialect } : fields, 'cms');
            oursJudges(objects[dialect], name, {
              what: detached ? 'detached' : 'attached',
              good: ours(cms, DATA),
              twins: {
                'other data': ours(cms, Buffer.from('x')),
                'a bit of the signature': ours(flipped(cms, -1), DATA),
              },
            });
          }
        }
      }
    });

    it('of ofdrw, detached, are accepted by us', async () => {
      const fields = { key: key(leaf), cert: der(leaf), data: DATA };
      const cms = await make('ofdrw', 'cms.make', fields, 'cms');
      oursJudges('CMS (GM/T 0010)', 'ofdrw', {
        what: 'detached',
        good: ours(cms, DATA),
        twins: {
          'other data': ours(cms, Buffer.from('x')),
          'a bit of the signature': ours(flipped(cms, -1), DATA),
        },
      });
      expect(await verdict('ofdrw', 'cms.verify', { cms, data: DATA })).to.equal('valid');
    });
  });
});
