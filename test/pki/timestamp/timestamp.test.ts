import { hash } from 'node:crypto';
import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import {
  boolean,
  element,
  explicit,
  generalizedTime,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../../../pki/der/writer.js';
import { createTimestampAuthority, type TimestampAuthorityDeps } from '../../../pki/timestamp/authority.js';
import { encodeImprint, type ImprintHash, imprintOf } from '../../../pki/timestamp/imprint.js';
import { buildTimestampRequest, parseTimestampRequest } from '../../../pki/timestamp/request.js';
import { parseTimestampResponse } from '../../../pki/timestamp/response.js';
import { encodeSigningCertificate } from '../../../pki/timestamp/signing-certificate.js';
import { parseTimestampToken } from '../../../pki/timestamp/token.js';
import { type TimestampInput, verifyTimestampToken } from '../../../pki/timestamp/verify-token.js';
import { encodeExtension } from '../../../pki/x509/raw-extensions.js';
import { expectCode } from '../support/expect-code.js';
import {
  attribute,
  contentTypeAttribute,
  digestAttribute,
  forgeSignedData,
  type SignedDataParts,
} from '../support/forge-signed-data.js';
import { expectSurvivesGarbage } from '../support/survives-garbage.js';
import {
  createTestDomain,
  DOMAIN_NOT_AFTER,
  IN_VALIDITY,
  type Issued,
  issue,
  type TestDomain,
} from '../support/test-domain.js';

const DATA = Buffer.from('signature value');
const POLICY = '1.2.156.10197.9.9.1';
const SM3_IMPRINT = encodeImprint('sm3', imprintOf('sm3', DATA));

describe('timestamps', () => {
  let domain: TestDomain;
  let tsa: Issued;
  before(async () => {
    domain = await createTestDomain();
    tsa = await issue('timestamping', '示例时间戳证书', domain.issuingCa);
  });

  const authority = (changes: Partial<TimestampAuthorityDeps> = {}) =>
    createTimestampAuthority({
      signer: tsa.certificate,
      chain: [domain.issuingCa.certificate],
      policy: POLICY,
      serialNumber: () => Uint8Array.of(0x80, 1),
      now: () => IN_VALIDITY + 120,
      accuracy: 1_500,
      sign: async (attributes) => tsa.key.signRaw(attributes),
      ...changes,
    });
  const request = (changes: Partial<Parameters<typeof buildTimestampRequest>[0]> = {}) =>
    buildTimestampRequest({
      hash: 'sm3',
      digest: imprintOf('sm3', DATA),
      nonce: Uint8Array.of(0xff, 2),
      certificateWanted: true,
      ...changes,
    });
  const stamp = async (changes: Partial<Parameters<typeof buildTimestampRequest>[0]> = {}): Promise<Uint8Array> => {
    const { token } = parseTimestampResponse(await authority()(request(changes)));
    if (token === undefined) throw new TypeError('refused');
    return token;
  };
  const judge = (token: Uint8Array, changes: Partial<Omit<TimestampInput, 'token'>> = {}) =>
    verifyTimestampToken({ token: parseTimestampToken(token), stamped: { data: DATA }, ...changes });
  const codes = (...args: Parameters<typeof judge>) => judge(...args).findings.map(({ code }) => code);

  /** TSTInfo from whole parts. */
  const info = (changes: Record<number, Uint8Array> = {}, more: readonly Uint8Array[] = []) => {
    const parts = [integer(1), oid(POLICY), SM3_IMPRINT, integer(5), generalizedTime(IN_VALIDITY)];
    return sequence(...parts.map((part, at) => changes[at] ?? part), ...more);
  };
  const forge = (content: Uint8Array, parts: SignedDataParts = {}, signer: Issued = tsa) =>
    forgeSignedData(signer, {
      contentType: OID.tstInfo,
      version: integer(3),
      attached: content,
      attributes: [
        contentTypeAttribute(OID.tstInfo),
        digestAttribute(content),
        attribute(OID.signingCertificateV2, encodeSigningCertificate(signer.certificate)),
      ],
      ...parts,
    });
  const boundBy = (...attributes: Uint8Array[]) => {
    const content = info();
    return forge(content, {
      attributes: [contentTypeAttribute(OID.tstInfo), digestAttribute(content), ...attributes],
    });
  };

  it('say time, accuracy, serial number, policy and nonce, and bind the signer by SM3', async () => {
    const token = await stamp();
    expect(parseTimestampToken(token).info).to.deep.include({
      policy: POLICY,
      serialNumber: '8001',
      genTime: IN_VALIDITY + 120,
      accuracy: 1_500,
      nonce: 'ff02',
      ordering: false,
    });
    const result = judge(token, { nonce: 'ff02', policies: [POLICY] });
    expect(result.findings).to.deep.equal([]);
    expect(result.signer?.fingerprint).to.equal(tsa.certificate.fingerprint);
    expect(result.boundBySha1).to.equal(false);
    expect(parseTimestampToken(token).message.certificates).to.have.length(2);
  });

  it('stamp imprints under SM3 and SHA-2', async () => {
    for (const name of ['sm3', 'sha256', 'sha384', 'sha512'] as const satisfies readonly ImprintHash[]) {
      const digest = imprintOf(name, DATA);
      const token = await stamp({ hash: name, digest });
      expect(codes(token)).to.deep.equal([]);
      expect(codes(token, { stamped: { hash: name, digest } })).to.deep.equal([]);
    }
  });

  it('hold no certificates unless wanted, and are good with one handed in', async () => {
    const token = await stamp({ certificateWanted: false });
    expect(parseTimestampToken(token).message.certificates).to.deep.equal([]);
    expect(codes(token)).to.deep.equal(['CMS_CERTIFICATE_ABSENT']);
    expect(codes(token, { certificates: [tsa.certificate] })).to.deep.equal([]);
  });

  it('TIMESTAMP_IMPRINT_MISMATCH: other data, another digest, the digest under another hash', async () => {
    const token = await stamp();
    const digest = imprintOf('sm3', DATA);
    expect(codes(token, { stamped: { data: Buffer.from('x') } })).to.deep.equal(['TIMESTAMP_IMPRINT_MISMATCH']);
    expect(codes(token, { stamped: { hash: 'sm3', digest: imprintOf('sm3', digest) } })).to.deep.equal([
      'TIMESTAMP_IMPRINT_MISMATCH',
    ]);
    expect(codes(token, { stamped: { hash: 'sha256', digest } })).to.deep.equal(['TIMESTAMP_IMPRINT_MISMATCH']);
  });

  it('TIMESTAMP_IMPRINT_UNSUPPORTED: SHA-1 stamps nothing', () => {
    const sha1 = sequence(sequence(oid(OID.sha1), nullValue()), octetString(hash('sha1', DATA, 'buffer')));
    expect(codes(forge(info({ 2: sha1 })))).to.deep.equal(['TIMESTAMP_IMPRINT_UNSUPPORTED']);
  });

  it('TIMESTAMP_NONCE_MISMATCH and TIMESTAMP_POLICY_MISMATCH', async () => {
    expect(codes(await stamp(), { nonce: 'ff03' })).to.deep.equal(['TIMESTAMP_NONCE_MISMATCH']);
    expect(codes(forge(info()), { nonce: 'ff02' })).to.deep.equal(['TIMESTAMP_NONCE_MISMATCH']);
    expect(codes(await stamp(), { policies: ['1.2.3'] })).to.deep.equal(['TIMESTAMP_POLICY_MISMATCH']);
  });

  it('TIMESTAMP_CERTIFICATE_NOT_BOUND: the signer’s certificate is under the signature (RFC 5816)', () => {
    const bound = attribute(OID.signingCertificateV2, encodeSigningCertificate(tsa.certificate));
    const other = attribute(OID.signingCertificateV2, encodeSigningCertificate(domain.licenceSigner.certificate));
    expect(codes(boundBy(bound))).to.deep.equal([]);
    expect(codes(boundBy())).to.deep.equal(['TIMESTAMP_CERTIFICATE_NOT_BOUND']);
    expect(codes(boundBy(other))).to.deep.equal(['TIMESTAMP_CERTIFICATE_NOT_BOUND']);
    expect(codes(boundBy(attribute(OID.signingCertificateV2, nullValue())))).to.deep.equal([
      'TIMESTAMP_CERTIFICATE_NOT_BOUND',
    ]);
    const first = sequence(
      sequence(
        sequence(sequence(oid(OID.sm3)), octetString(imprintOf('sm3', domain.licenceSigner.certificate.der))),
        sequence(sequence(oid(OID.sm3)), octetString(imprintOf('sm3', tsa.certificate.der))),
      ),
    );
    expect(codes(boundBy(attribute(OID.signingCertificateV2, first)))).to.deep.equal([
      'TIMESTAMP_CERTIFICATE_NOT_BOUND',
    ]);
  });

  it('bound by the default hash of ESSCertIDv2, or by SHA-1, are told apart', () => {
    const { der } = tsa.certificate;
    const sha256 = sequence(sequence(sequence(octetString(imprintOf('sha256', der)))));
    const sha1 = sequence(sequence(sequence(octetString(hash('sha1', der, 'buffer')))));
    expect(judge(boundBy(attribute(OID.signingCertificateV2, sha256)))).to.include({ boundBySha1: false });
    expect(codes(boundBy(attribute(OID.signingCertificateV2, sha256)))).to.deep.equal([]);
    expect(codes(boundBy(attribute(OID.signingCertificate, sha1)))).to.deep.equal([]);
    expect(judge(boundBy(attribute(OID.signingCertificate, sha1)))).to.include({ boundBySha1: true });
    expect(codes(boundBy(attribute(OID.signingCertificateV2, sha1)))).to.deep.equal([
      'TIMESTAMP_CERTIFICATE_NOT_BOUND',
    ]);
  });

  it('TIMESTAMP_KEY_USAGE: a certificate for anything else stamps nothing (RFC 3161 §2.3)', () => {
    for (const signer of [domain.licenceSigner, domain.issuingCa]) {
      expect(codes(forge(info(), {}, signer))).to.deep.equal(
        signer === domain.issuingCa ? ['TIMESTAMP_KEY_USAGE', 'TIMESTAMP_KEY_USAGE'] : ['TIMESTAMP_KEY_USAGE'],
      );
    }
  });

  it('TIMESTAMP_CERTIFICATE_NOT_VALID: at the time stated', () => {
    expect(codes(forge(info({ 4: generalizedTime(DOMAIN_NOT_AFTER + 1_000) })))).to.deep.equal([
      'TIMESTAMP_CERTIFICATE_NOT_VALID',
    ]);
    expect(codes(forge(info({ 4: generalizedTime(DOMAIN_NOT_AFTER) })))).to.deep.equal([]);
  });

  it('every one-bit change of what is signed is refused', async () => {
    const token = await stamp({ certificateWanted: false });
    const { content } = parseTimestampToken(token).message;
    const at = Buffer.from(token).indexOf(content ?? new Uint8Array());
    for (let bit = 8 * at; bit < 8 * (at + (content?.length ?? 0)); bit++) {
      const changed = token.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expectCode(
        'TIMESTAMP_MALFORMED',
        () => expect(codes(changed, { certificates: [tsa.certificate] })).to.include('CMS_DIGEST_MISMATCH'),
        { mayPass: true },
      );
    }
  });

  describe('TSTInfo', () => {
    const refuses = (content: Uint8Array) =>
      expectCode('TIMESTAMP_MALFORMED', () => parseTimestampToken(forge(content)));

    it('has version 1, a positive serial number of at most 160 bits, and a time in UTC', () => {
      refuses(info({ 0: integer(2) }));
      refuses(info({ 3: integer(0) }));
      refuses(info({ 3: integer(1n << 160n) }));
      refuses(info({ 4: element(0x18, Buffer.from('20261121000000+0800')) }));
      refuses(info({ 4: element(0x18, Buffer.from('20261121000000.10Z')) }));
      parseTimestampToken(forge(info({ 4: element(0x18, Buffer.from('20261121000000.1Z')) })));
    });

    it('has an accuracy whose parts lie in 1 to 999', () => {
      const accuracy = (...parts: Uint8Array[]) => info({}, [sequence(...parts)]);
      const micros = (value: number) => element(0x81, integer(value).subarray(2));
      const millis = (value: number) => element(0x80, integer(value).subarray(2));
      expect(parseTimestampToken(forge(accuracy(integer(2), millis(3), micros(4)))).info.accuracy).to.equal(2_004);
      for (const part of [millis(0), millis(1000), millis(-1), micros(0), micros(1000)]) refuses(accuracy(part));
      refuses(accuracy(micros(4), millis(3)));
    });

    it('has no encoded default, no critical extension and no surplus element', () => {
      refuses(info({}, [boolean(false)]));
      const extension = (critical: boolean) =>
        element(0xa1, encodeExtension({ oid: '1.2.3', critical, value: nullValue() }));
      refuses(info({}, [extension(true)]));
      parseTimestampToken(forge(info({}, [boolean(true), integer(9), explicit(0, nullValue()), extension(false)])));
      refuses(info({}, [nullValue()]));
    });

    it('stands alone in a token, attached, of one signer', () => {
      const token = (parts: SignedDataParts) =>
        expectCode('TIMESTAMP_MALFORMED', () => parseTimestampToken(forge(info(), parts)));
      token({ contentType: OID.data });
      token({ contentField: new Uint8Array() });
      token({ signerInfos: [] });
    });
  });

  describe('requests', () => {
    const refuses = (der: Uint8Array) => expectCode('TIMESTAMP_REQUEST_MALFORMED', () => parseTimestampRequest(der));

    it('are read back', () => {
      const found = parseTimestampRequest(request({ policy: POLICY }));
      expect(found).to.deep.include({ policy: POLICY, nonce: 'ff02', certificateWanted: true, extensions: [] });
      expect(found.imprint).to.include({ hash: 'sm3' });
    });

    it('of another version, with a digest of another length, or an encoded default are refused', () => {
      refuses(sequence(integer(2), SM3_IMPRINT));
      refuses(sequence(integer(1), sequence(sequence(oid(OID.sm3)), octetString(new Uint8Array(31)))));
      refuses(sequence(integer(1), SM3_IMPRINT, boolean(false)));
      refuses(sequence(integer(1), SM3_IMPRINT, integer(0)));
      refuses(sequence(integer(1), SM3_IMPRINT, integer(1n << 512n)));
      parseTimestampRequest(sequence(integer(1), SM3_IMPRINT));
    });

    it('garbage is TIMESTAMP_REQUEST_MALFORMED and nothing else', () =>
      expectSurvivesGarbage(request({ policy: POLICY }), 'TIMESTAMP_REQUEST_MALFORMED', parseTimestampRequest));
  });

  describe('an authority', () => {
    const refused = async (bytes: Uint8Array, changes: Partial<TimestampAuthorityDeps> = {}) => {
      const response = parseTimestampResponse(await authority(changes)(bytes));
      expect([response.status, response.token]).to.deep.equal([2, undefined]);
      return response.failures;
    };

    it('refuses noise, weak hashes, other policies and every extension', async () => {
      expect(await refused(Uint8Array.of(1, 2, 3))).to.deep.equal(['badDataFormat']);
      const sha1 = sequence(sequence(oid(OID.sha1)), octetString(new Uint8Array(20)));
      expect(await refused(sequence(integer(1), sha1))).to.deep.equal(['badAlg']);
      expect(await refused(request({ policy: '1.2.3' }))).to.deep.equal(['unacceptedPolicy']);
      const extended = sequence(
        integer(1),
        SM3_IMPRINT,
        element(0xa0, encodeExtension({ oid: '1.2.3', critical: false, value: nullValue() })),
      );
      expect(await refused(extended)).to.deep.equal(['unacceptedExtension']);
    });

    it('stamps nothing without a clock, or outside the validity of its certificate', async () => {
      expect(await refused(request(), { now: () => undefined })).to.deep.equal(['timeNotAvailable']);
      expect(await refused(request(), { now: () => DOMAIN_NOT_AFTER + 1 })).to.deep.equal(['timeNotAvailable']);
    });

    it('rejects what is no signature', async () => {
      const outcome = await authority({ sign: async () => new Uint8Array(64) })(request()).catch(
        (error: { code: string }) => error.code,
      );
      expect(outcome).to.equal('ENCODING_INVALID');
    });
  });

  it('a response without a token where it grants, or with one where it refuses, is refused', () => {
    const grant = sequence(sequence(integer(0)));
    const refusal = sequence(sequence(integer(2), namedBits([0])), sequence());
    for (const der of [grant, refusal]) expectCode('TIMESTAMP_MALFORMED', () => parseTimestampResponse(der));
  });

  it('garbage is TIMESTAMP_MALFORMED and nothing else', async () => {
    const token = await stamp();
    expectSurvivesGarbage(token, 'TIMESTAMP_MALFORMED', (der) =>
      verifyTimestampToken({ token: parseTimestampToken(der), stamped: { data: DATA } }),
    );
    const response = await authority()(request({ certificateWanted: false }));
    expectSurvivesGarbage(response, 'TIMESTAMP_MALFORMED', parseTimestampResponse);
  });
});
