import { expect } from 'chai';
import { buildSignedData, type SignedDataOrder } from '../../../pki/cms/build-signed-data.js';
import { parseSignedData } from '../../../pki/cms/signed-data.js';
import { type CmsInput, verifySignedData } from '../../../pki/cms/verify-signed-data.js';
import { OID } from '../../../pki/der/oids.js';
import {
  element,
  explicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  utcTime,
} from '../../../pki/der/writer.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { derToRaw } from '../../../pki/sm2/signature-encoding.js';
import { sm3 } from '../../../pki/sm3.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import { expectCode } from '../support/expect-code.js';
import { forgeCertificate } from '../support/forge-certificate.js';
import {
  attribute,
  CONTENT,
  contentTypeAttribute,
  digestAttribute,
  forgeSignedData,
  forgeSignerInfo,
  ORDINARY_ATTRIBUTES,
  type SignedDataParts,
} from '../support/forge-signed-data.js';
import { expectSurvivesGarbage, rejection } from '../support/survives-garbage.js';
import { createTestDomain, IN_VALIDITY, type Issued, type TestDomain } from '../support/test-domain.js';

describe('signed data', () => {
  let domain: TestDomain;
  let signer: Issued;
  before(async () => {
    domain = await createTestDomain();
    signer = domain.licenceSigner;
  });

  const order = (changes: Partial<SignedDataOrder> = {}): SignedDataOrder => ({
    dialect: 'rfc5652',
    content: CONTENT,
    signer: signer.certificate,
    certificates: [signer.certificate],
    signingTime: IN_VALIDITY,
    sign: async (bytes) => signer.key.signRaw(bytes),
    ...changes,
  });
  const judged = (der: Uint8Array, more: Omit<CmsInput, 'message'> = {}) => {
    const { findings, deviations, signers } = verifySignedData({ message: parseSignedData(der), ...more });
    return { codes: findings.map(({ code }) => code), deviations: [...deviations], signers };
  };
  const forged = (parts: SignedDataParts, more: Omit<CmsInput, 'message'> = {}) =>
    judged(forgeSignedData(signer, parts), more);
  const refuses = (parts: SignedDataParts) =>
    expectCode('SIGNED_DATA_MALFORMED', () => parseSignedData(forgeSignedData(signer, parts)));

  it('of both dialects is read back and good, attached and detached', async () => {
    for (const dialect of ['rfc5652', 'gmt0010'] as const) {
      const attached = await buildSignedData(order({ dialect }));
      const found = judged(attached);
      expect([found.codes, found.deviations]).to.deep.equal([[], []]);
      expect(found.signers[0]?.signingTime).to.equal(IN_VALIDITY);
      expect(found.signers[0]?.certificate?.fingerprint).to.equal(signer.certificate.fingerprint);
      expect(parseSignedData(attached)).to.include({ dialect, version: 1 });
      const detached = await buildSignedData(order({ dialect, detached: true }));
      expect(judged(detached, { content: CONTENT }).codes).to.deep.equal([]);
      expect(judged(detached).codes).to.deep.equal(['CMS_CONTENT_ABSENT']);
      expect(judged(detached, { content: Buffer.from('x') }).codes).to.deep.equal(['CMS_DIGEST_MISMATCH']);
    }
  });

  it('has version 3 where its content is not data (RFC 5652 §5.1)', async () => {
    const message = parseSignedData(await buildSignedData(order({ contentType: OID.tstInfo })));
    expect(message.version).to.equal(3);
  });

  it('is good with any signing certificate handed in beside the message', async () => {
    const der = await buildSignedData(order({ certificates: [] }));
    expect(judged(der).codes).to.deep.equal(['CMS_CERTIFICATE_ABSENT']);
    expect(judged(der, { certificates: [domain.sealSigner.certificate] }).codes).to.deep.equal([
      'CMS_CERTIFICATE_ABSENT',
    ]);
    expect(judged(der, { certificates: [signer.certificate] }).codes).to.deep.equal([]);
  });

  it('is not built with what is no signature', async () => {
    expect(await rejection(buildSignedData(order({ sign: async () => new Uint8Array(64) })))).to.equal(
      'ENCODING_INVALID',
    );
  });

  it('CMS_CONTENT_MISMATCH: an attached content is what is said to be signed', () => {
    expect(forged({}, { content: Buffer.from('other') }).codes).to.deep.equal(['CMS_CONTENT_MISMATCH']);
    expect(forged({}, { content: CONTENT }).codes).to.deep.equal([]);
  });

  it('CMS_DIGEST_MISMATCH: the messageDigest is there, once, and is the SM3 of the content', () => {
    const type = contentTypeAttribute(OID.data);
    const twice = attribute(OID.messageDigest, octetString(sm3(CONTENT)), octetString(sm3(CONTENT)));
    for (const attributes of [[type, digestAttribute(Buffer.from('x'))], [type], [type, twice]]) {
      expect(forged({ attributes }).codes).to.deep.equal(['CMS_DIGEST_MISMATCH']);
    }
  });

  it('CMS_CONTENT_TYPE_MISMATCH: the attribute is there and says the type of the content', () => {
    const digest = digestAttribute(CONTENT);
    expect(forged({ attributes: [digest] }).codes).to.deep.equal(['CMS_CONTENT_TYPE_MISMATCH']);
    const said = [contentTypeAttribute(OID.tstInfo), digest];
    expect(forged({ attributes: said }).codes).to.deep.equal(['CMS_CONTENT_TYPE_MISMATCH']);
    expect(forged({ contentType: OID.tstInfo }).codes).to.deep.equal(['CMS_CONTENT_TYPE_MISMATCH']);
  });

  it('CMS_ATTRIBUTES_ABSENT: content that is not data has signed attributes (RFC 5652 §5.3)', () => {
    expect(forged({ attributes: undefined }).codes).to.deep.equal([]);
    expect(forged({ attributes: undefined, contentType: OID.tstInfo }).codes).to.deep.equal(['CMS_ATTRIBUTES_ABSENT']);
  });

  it('CMS_SIGNATURE_INVALID: the signature is the signer’s, over the attributes that came', () => {
    const other = Sm2PrivateKey.generate();
    const bad: ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => other.signDer(bytes),
      () => signer.key.signDer(CONTENT),
      (bytes) => Uint8Array.of(...signer.key.signDer(bytes), 0),
      () => new Uint8Array(),
      () => new Uint8Array(64),
    ];
    for (const sign of bad) expect(forged({ sign }).codes).to.deep.equal(['CMS_SIGNATURE_INVALID']);
    // The bytes as they are sent, with their [0], are not the bytes that are signed.
    const sign = (bytes: Uint8Array) => signer.key.signDer(Uint8Array.of(0xa0, ...bytes.subarray(1)));
    expect(forged({ sign }).codes).to.deep.equal(['CMS_SIGNATURE_INVALID']);
  });

  it('CMS_SIGNATURE_INVALID: a certificate over no point of the curve has signed nothing', () => {
    const spki = signer.key.publicKey.spki;
    spki[90] = (spki[90] ?? 0) ^ 1;
    const off: Issued = { key: signer.key, certificate: parseCertificate(forgeCertificate({ spki })) };
    const der = forgeSignedData(off);
    expect(judged(der).codes).to.deep.equal(['CMS_SIGNATURE_INVALID']);
    expect(judged(forgeSignedData(off, { certificates: [] }), { certificates: [off.certificate] }).codes).to.deep.equal(
      ['CMS_SIGNATURE_INVALID'],
    );
  });

  it('CMS_ALGORITHM_UNSUPPORTED: SM3 digests and SM2 signatures only', () => {
    for (const parts of [
      { digestAlgorithm: sequence(oid(OID.sha256)) },
      { signatureAlgorithm: sequence(oid('1.2.840.10045.4.3.2')) },
      { signatureAlgorithm: sequence(oid(OID.sm2Curve)) },
    ]) {
      expect(forged(parts).codes).to.deep.equal(['CMS_ALGORITHM_UNSUPPORTED']);
    }
    expect(forged({ signatureAlgorithm: sequence(oid(OID.sm2Signature), nullValue()) }).codes).to.deep.equal([]);
  });

  it('CMS_SIGNER_ABSENT: certificates alone sign nothing', () =>
    expect(forged({ signerInfos: [] }).codes).to.deep.equal(['CMS_SIGNER_ABSENT']));

  it('is bad when one of its signers is, and says which', () => {
    const second = domain.sealSigner;
    const good = [forgeSignerInfo(signer), forgeSignerInfo(second)];
    const certificates = [signer.certificate.der, second.certificate.der];
    expect(forged({ signerInfos: good, certificates }).codes).to.deep.equal([]);
    const bad = [forgeSignerInfo(signer), forgeSignerInfo(second, { sign: () => signer.key.signDer(CONTENT) })];
    const der = forgeSignedData(signer, { signerInfos: bad, certificates });
    const { findings, signers } = verifySignedData({ message: parseSignedData(der) });
    expect(findings.map(({ code }) => code)).to.deep.equal(['CMS_SIGNATURE_INVALID']);
    const found = signers[findings[0]?.signer ?? -1]?.certificate;
    expect(found?.fingerprint).to.equal(second.certificate.fingerprint);
  });

  it('finds a signer by key identifier, in version 3 only (RFC 5652 §5.3)', () => {
    const identifier = element(0x80, Buffer.from(signer.certificate.subjectKeyId ?? '', 'hex'));
    expect(forged({ identifier, signerVersion: integer(3) }).codes).to.deep.equal([]);
    refuses({ identifier });
    refuses({ signerVersion: integer(3) });
    const stranger = element(0x80, Buffer.from('00', 'hex'));
    expect(forged({ identifier: stranger, signerVersion: integer(3) }).codes).to.deep.equal(['CMS_CERTIFICATE_ABSENT']);
  });

  describe('of OFD files of the field', () => {
    const document = Buffer.from('<ofd:Signature/>');

    it('detached, PKCS#7 data outside and GB/T 35275 data inside: good, DATA_TYPES_MIXED', () => {
      const parts: SignedDataParts = {
        outerType: OID.gmSignedData,
        attached: undefined,
        attributes: [
          contentTypeAttribute(OID.gmData),
          attribute(OID.signingTime, utcTime(IN_VALIDITY)),
          digestAttribute(document),
        ],
        signatureAlgorithm: sequence(oid(OID.sm2Signature)),
      };
      const found = forged(parts, { content: document });
      expect([found.codes, found.deviations]).to.deep.equal([[], ['DATA_TYPES_MIXED']]);
      expect(forged(parts, { content: CONTENT }).codes).to.deep.equal(['CMS_DIGEST_MISMATCH']);
    });

    it('the digest as content, without attributes, signed raw: good for the document only where the caller asks', () => {
      const parts: SignedDataParts = {
        attached: sm3(document),
        attributes: undefined,
        sign: (bytes) => derToRaw(signer.key.signDer(bytes)) ?? new Uint8Array(),
      };
      const found = forged(parts, { content: document, digestAsContent: true });
      expect([found.codes, found.deviations]).to.deep.equal([[], ['RAW_SIGNATURE', 'DIGEST_AS_CONTENT']]);
      expect(forged(parts, { content: document }).codes).to.deep.equal(['CMS_CONTENT_MISMATCH']);
      expect(forged(parts, { content: CONTENT, digestAsContent: true }).codes).to.deep.equal(['CMS_CONTENT_MISMATCH']);
    });

    it('attributes out of order are verified as they came, and told', () => {
      const ordered = [...ORDINARY_ATTRIBUTES].sort(Buffer.compare);
      expect(forged({ attributes: ordered }).deviations).to.deep.equal([]);
      const found = forged({ attributes: ordered.toReversed() });
      expect([found.codes, found.deviations]).to.deep.equal([[], ['SET_UNORDERED']]);
    });
  });

  it('another type, a missing content tag and surplus elements are refused', () => {
    refuses({ outerType: OID.data });
    refuses({ contentField: octetString(CONTENT) });
    refuses({ contentField: explicit(0, nullValue()) });
    refuses({ contentField: explicit(0, setOf(octetString(CONTENT), octetString(CONTENT))) });
    refuses({ after: nullValue() });
    refuses({ unsigned: nullValue() });
  });

  it('an attribute twice, without a value, and an empty set of attributes are refused', () => {
    refuses({ attributes: [] });
    refuses({ attributes: [...ORDINARY_ATTRIBUTES, digestAttribute(CONTENT)] });
    refuses({ attributes: [...ORDINARY_ATTRIBUTES, sequence(oid('1.2.3'), setOf())] });
    refuses({ unsigned: element(0xa1, attribute('1.2.3', nullValue()), attribute('1.2.3', nullValue())) });
  });

  it('more than 16 signers and more than 64 certificates are refused', () => {
    refuses({ signerInfos: Array.from({ length: 17 }, () => forgeSignerInfo(signer)) });
    refuses({ certificates: Array.from({ length: 65 }, () => signer.certificate.der) });
  });

  it('every one-byte change is refused or judged bad, but in what nobody signs', async () => {
    const der = await buildSignedData(order());
    const { signedBytes } = parseSignedData(der).signers[0]?.signedAttributes ?? { signedBytes: new Uint8Array() };
    const signedAt = Buffer.from(der).indexOf(signedBytes.subarray(1));
    for (let at = signedAt; at < signedAt + signedBytes.length - 1; at++) {
      const changed = der.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expectCode('SIGNED_DATA_MALFORMED', () => expect(judged(changed).codes).not.to.deep.equal([]), { mayPass: true });
    }
  });

  it('garbage is SIGNED_DATA_MALFORMED and nothing else', async () => {
    expectSurvivesGarbage(await buildSignedData(order()), 'SIGNED_DATA_MALFORMED', (der) =>
      verifySignedData({ message: parseSignedData(der) }),
    );
  });
});
