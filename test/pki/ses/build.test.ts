import { expect } from 'chai';
import { buildSeal, type SealOrder } from '../../../pki/ses/build-seal.js';
import { buildSealSignature, type SealSignatureOrder } from '../../../pki/ses/build-seal-signature.js';
import { checkSeal } from '../../../pki/ses/check-seal.js';
import { checkSealSignature } from '../../../pki/ses/check-seal-signature.js';
import { parseSeal } from '../../../pki/ses/seal.js';
import { parseSealSignature } from '../../../pki/ses/seal-signature.js';
import { validatePath } from '../../../pki/x509/path.js';
import { expectCode } from '../support/expect-code.js';
import { DATA_HASH, forgeSeal, PICTURE, signerDer } from '../support/forge-seal.js';
import { createTestDomain, IN_VALIDITY, type TestDomain } from '../support/test-domain.js';

const YEAR = 365 * 86_400_000;

describe('making seals and seal signatures', () => {
  let domain: TestDomain;
  let sealDer: Uint8Array;
  before(async () => {
    domain = await createTestDomain();
    sealDer = await buildSeal(sealOrder());
  });

  const sealOrder = (changes: Partial<SealOrder> = {}): SealOrder => ({
    header: { vendorId: 'YINXIN' },
    esId: '11990000000001',
    property: { type: 1, name: '示例省市场监督管理局（合成）' },
    signerCertificates: [domain.sealSigner.certificate.der],
    picture: { type: 'PNG', data: PICTURE, width: 42, height: 42 },
    createdAt: IN_VALIDITY + 999,
    validFrom: IN_VALIDITY,
    validTo: IN_VALIDITY + YEAR,
    makerCertificate: domain.sealMaker.certificate.der,
    sign: async (tbs) => domain.sealMaker.key.signRaw(tbs),
    ...changes,
  });
  const signatureOrder = (changes: Partial<SealSignatureOrder> = {}): SealSignatureOrder => ({
    sealDer,
    signerCertificateDer: domain.sealSigner.certificate.der,
    dataHash: DATA_HASH,
    propertyInfo: 'example/v1',
    signedAt: IN_VALIDITY + 3_600_123,
    sign: async (tbs) => domain.sealSigner.key.signRaw(tbs),
    ...changes,
  });
  const refuses = async (code: Parameters<typeof expectCode>[0], made: Promise<unknown>): Promise<void> => {
    const error: unknown = await made.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expectCode(code, () => {
      if (error !== undefined) throw error;
    });
  };

  it('a seal reads back as ordered, passes every check, and its maker has a path', () => {
    const seal = parseSeal(sealDer);
    expect(seal).to.include({
      version: 4,
      vendorId: 'YINXIN',
      esId: '11990000000001',
      type: 1,
      name: '示例省市场监督管理局（合成）',
      createdAt: IN_VALIDITY,
      validFrom: IN_VALIDITY,
      validTo: IN_VALIDITY + YEAR,
    });
    expect(checkSeal(seal).filter((finding) => finding.outcome !== 'passed')).to.deep.equal([]);
    const path = { leaf: domain.sealMaker.certificate, intermediates: [domain.issuingCa.certificate] };
    const anchor = domain.root.certificate;
    expect(validatePath({ ...path, anchor, at: seal.createdAt, usage: 'seal-making' })).to.deep.equal([]);
  });

  it('a seal signature reads back as ordered, holds the seal byte by byte, and passes every check', async () => {
    const signature = parseSealSignature(await buildSealSignature(signatureOrder()));
    expect(signature).to.include({ version: 4, propertyInfo: 'example/v1', signedAt: IN_VALIDITY + 3_600_000 });
    expect(Buffer.compare(signature.seal.der, sealDer)).to.equal(0);
    const findings = checkSealSignature(signature, { dataHash: DATA_HASH, propertyInfo: 'example/v1' });
    expect(findings.filter((finding) => finding.outcome !== 'passed').map((finding) => finding.code)).to.deep.equal([
      'TIMESTAMP_ABSENT',
    ]);
  });

  const TOKEN = Uint8Array.of(0x30, 3, 2, 1, 1);
  const EXTENSIONS = [
    { oid: '1.2.156.10197.6.7.2.2.1', critical: false, value: Buffer.from('2.1') },
    { oid: '1.2.3.4', critical: true, value: Uint8Array.of(5, 0) },
  ];
  const remarks = (findings: readonly { id: string; outcome: string; code: string }[]) =>
    findings.filter(({ outcome }) => outcome !== 'passed').map(({ id, code }) => `${id} ${code}`);

  it('v5 has its version, a token over the signature value, and a signature of its version', async () => {
    let stamped: Uint8Array | undefined;
    const der = await buildSeal(
      sealOrder({
        version: 5,
        requestTimestamp: async (value) => {
          stamped = value;
          return TOKEN;
        },
      }),
    );
    const seal = parseSeal(der);
    expect(seal.version).to.equal(5);
    expect(seal.timestamp).to.deep.equal(TOKEN);
    expect(seal.signature.value).to.deep.equal(stamped);
    expect([...seal.deviations]).to.deep.equal([]);
    const signature = parseSealSignature(
      await buildSealSignature(signatureOrder({ sealDer: der, requestTimestamp: async () => TOKEN })),
    );
    expect(signature).to.include({ version: 5, statedVersion: 5 });
    expect(signature.timestamp).to.deep.equal(TOKEN);
  });
  it('a list of digests (certListType 2) lets the signer in and nobody else', async () => {
    const der = await buildSeal(sealOrder({ signerList: 'digests' }));
    expect(parseSeal(der).signers.type).to.equal('digests');
    const signature = parseSealSignature(await buildSealSignature(signatureOrder({ sealDer: der })));
    expect(remarks(checkSealSignature(signature, { dataHash: DATA_HASH, propertyInfo: 'example/v1' }))).to.deep.equal([
      'TSA-TOKEN TIMESTAMP_ABSENT',
    ]);
    await refuses(
      'SEAL_SIGNATURE_MALFORMED',
      buildSealSignature(signatureOrder({ sealDer: der, signerCertificateDer: signerDer })),
    );
  });
  it('a raw signature r‖s is written where it is ordered, and verifies', async () => {
    const seal = parseSeal(await buildSeal(sealOrder({ signatureForm: 'raw' })));
    expect(seal.signature).to.deep.include({ form: 'raw' });
    expect(remarks(checkSeal(seal))).to.deep.equal(['SES-FMT FORMAT_DEVIATES']);
    const signature = parseSealSignature(await buildSealSignature(signatureOrder({ signatureForm: 'raw' })));
    expect([...signature.deviations]).to.deep.equal(['RAW_SIGNATURE']);
    await refuses(
      'ENCODING_INVALID',
      buildSeal(sealOrder({ signatureForm: 'raw', sign: async () => new Uint8Array(64) })),
    );
  });
  it('extensions are written in DER, or with critical FALSE where it is ordered', async () => {
    const der = await buildSeal(sealOrder({ extensions: EXTENSIONS }));
    const bytes = (each: { value: Uint8Array }) => ({ ...each, value: Uint8Array.from(each.value) });
    expect(parseSeal(der).extensions.map(bytes)).to.deep.equal(EXTENSIONS.map(bytes));
    expect([...parseSeal(der).deviations]).to.deep.equal([]);
    const field = parseSeal(await buildSeal(sealOrder({ extensions: EXTENSIONS, explicitCritical: true })));
    expect(field.extensions.map(bytes)).to.deep.equal(EXTENSIONS.map(bytes));
    expect([...field.deviations]).to.deep.equal(['EXPLICIT_DEFAULT']);
    const signature = parseSealSignature(await buildSealSignature(signatureOrder({ extensions: EXTENSIONS })));
    expect(signature.extensions.map(bytes)).to.deep.equal(EXTENSIONS.map(bytes));
    expect([...signature.deviations]).to.deep.equal([]);
  });
  it('no token in a seal of v4, and no empty token', async () => {
    await refuses('SEAL_MALFORMED', buildSeal(sealOrder({ requestTimestamp: async () => TOKEN })));
    const empty = { requestTimestamp: async () => new Uint8Array() };
    await refuses('ENCODING_INVALID', buildSeal(sealOrder({ ...empty, version: 5 })));
    await refuses('ENCODING_INVALID', buildSealSignature(signatureOrder(empty)));
  });
  it('no seal of v5 that is not yet in force when it is made', () =>
    refuses('SEAL_MALFORMED', buildSeal(sealOrder({ version: 5, validFrom: IN_VALIDITY + 1000 }))));

  it('no seal that nobody may sign with', () =>
    refuses('SEAL_MALFORMED', buildSeal(sealOrder({ signerCertificates: [] }))));

  it('no seal of certificates that are none', async () => {
    await refuses('CERTIFICATE_MALFORMED', buildSeal(sealOrder({ makerCertificate: PICTURE })));
    await refuses('CERTIFICATE_MALFORMED', buildSeal(sealOrder({ signerCertificates: [PICTURE] })));
  });

  it('no seal that the maker did not sign', async () => {
    await refuses('SEAL_MALFORMED', buildSeal(sealOrder({ sign: async (tbs) => domain.sealSigner.key.signRaw(tbs) })));
    await refuses('ENCODING_INVALID', buildSeal(sealOrder({ sign: async () => new Uint8Array(63) })));
  });

  it('no seal whose period ends before it begins', () =>
    refuses('SEAL_MALFORMED', buildSeal(sealOrder({ validTo: IN_VALIDITY - 1000 }))));

  it('no signature by someone whom the seal does not list', () =>
    refuses('SEAL_SIGNATURE_MALFORMED', buildSealSignature(signatureOrder({ signerCertificateDer: signerDer }))));

  it('no signature with a seal of v1, or with no seal', async () => {
    const signer = { signerCertificateDer: signerDer };
    await buildSealSignature(signatureOrder({ ...signer, sealDer: forgeSeal() }));
    await refuses(
      'SEAL_SIGNATURE_MALFORMED',
      buildSealSignature(signatureOrder({ ...signer, sealDer: forgeSeal({ version: 1 }) })),
    );
    await refuses('SEAL_MALFORMED', buildSealSignature(signatureOrder({ sealDer: PICTURE })));
  });

  it('no signature over a hash that is no SM3, or without a signature value', async () => {
    await refuses('SEAL_SIGNATURE_MALFORMED', buildSealSignature(signatureOrder({ dataHash: DATA_HASH.subarray(1) })));
    await refuses('ENCODING_INVALID', buildSealSignature(signatureOrder({ sign: async () => new Uint8Array(64) })));
  });
});
