import { parseSignedData } from '../../pki/cms/signed-data.js';
import { readCrl } from '../../pki/crl/read-crl.js';
import { readDer } from '../../pki/der/reader.js';
import { checkTree } from '../../pki/der/tree.js';
import { readOcspResponse } from '../../pki/ocsp/read-response.js';
import { buildOcspRequest, parseOcspRequest } from '../../pki/ocsp/request.js';
import { readPathCertificate } from '../../pki/path/certificate.js';
import { buildCertificateRequest } from '../../pki/pkcs10/build-request.js';
import { parseCertificateRequest } from '../../pki/pkcs10/request.js';
import { checkSeal } from '../../pki/ses/check-seal.js';
import { readSesObject } from '../../pki/ses/read-file.js';
import { parseSeal } from '../../pki/ses/seal.js';
import { parseSealSignature } from '../../pki/ses/seal-signature.js';
import { createTimestampAuthority } from '../../pki/timestamp/authority.js';
import { imprintOf } from '../../pki/timestamp/imprint.js';
import { buildTimestampRequest, parseTimestampRequest } from '../../pki/timestamp/request.js';
import { parseTimestampResponse } from '../../pki/timestamp/response.js';
import { parseTimestampToken } from '../../pki/timestamp/token.js';
import { parseCertificate } from '../../pki/x509/certificate.js';
import { encodeName } from '../../pki/x509/name.js';
import { subjectAltName } from '../../pki/x509/write-extensions.js';
import { forgeCrl, issuingPoint } from '../pki/support/forge-crl.js';
import { sm2Key } from '../pki/support/forge-key.js';
import { byName, certIdOf, forgeOcsp } from '../pki/support/forge-ocsp.js';
import { explicitTimestamp, forgeSeal, forgeSealSignature } from '../pki/support/forge-seal.js';
import { forgeSignedData } from '../pki/support/forge-signed-data.js';
import { AUTHORITY, createTestDomain, IN_VALIDITY, issue } from '../pki/support/test-domain.js';
import type { Target } from './fuzz.js';

/** Every reader of bytes from outside, with synthetic seeds which are made anew at each start. */
export async function createTargets(): Promise<Target[]> {
  const domain = await createTestDomain();
  const tsa = await issue('timestamping', '示例时间戳证书', domain.issuingCa);
  const key = sm2Key();
  const issuer = encodeName(AUTHORITY);
  const serial = Uint8Array.of(0x8f, 1);
  const certId = certIdOf(issuer, key.spki, serial);

  const certificates = [tsa.certificate.der, domain.issuingCa.certificate.der];
  const lists = [
    await forgeCrl(issuer, key, { entries: [{ serial, reason: 1 }] }),
    await forgeCrl(issuer, key, { extensions: [issuingPoint({ indirect: true, reasons: [1, 2] })] }),
  ];
  const ocspRequests = [buildOcspRequest([certId], Uint8Array.of(1, 2, 3, 4))];
  const ocspResponses = [await forgeOcsp(key, byName(issuer), { singles: [{ certId }] })];
  const messages = [forgeSignedData(tsa)];
  const questions = [
    buildTimestampRequest({
      hash: 'sm3',
      digest: imprintOf('sm3', Buffer.from('合成')),
      nonce: Uint8Array.of(0xff, 2),
      certificateWanted: true,
    }),
  ];
  const stamp = createTimestampAuthority({
    signer: tsa.certificate,
    chain: [domain.issuingCa.certificate],
    policy: '1.2.156.10197.9.9.1',
    serialNumber: () => serial,
    now: () => IN_VALIDITY,
    accuracy: 1_500,
    sign: async (attributes) => tsa.key.signRaw(attributes),
  });
  const answers = await Promise.all(questions.map(stamp));
  const tokens = answers.flatMap((answer) => parseTimestampResponse(answer).token ?? []);
  const certificateRequests = [
    await buildCertificateRequest({
      subject: AUTHORITY,
      point: tsa.key.publicKey.point,
      extensions: [subjectAltName(['gateway.example'])],
      sign: async (info) => tsa.key.signRaw(info),
    }),
  ];
  const [token = new Uint8Array()] = tokens;
  const seals = [1, 4, 5].map((version) =>
    forgeSeal(version === 5 ? { version, after: explicitTimestamp(token) } : { version: version === 1 ? 1 : 4 }),
  );
  const sealSignatures = [
    forgeSealSignature({ v1: true }),
    forgeSealSignature(),
    forgeSealSignature({ after: explicitTimestamp(token) }),
  ];

  return [
    {
      name: 'der',
      read: (der) => checkTree(readDer(der)),
      codes: ['DER_MALFORMED'],
      seeds: [...certificates, ...seals],
    },
    { name: 'certificate', read: parseCertificate, codes: ['CERTIFICATE_MALFORMED'], seeds: certificates },
    { name: 'path-certificate', read: readPathCertificate, codes: ['CERTIFICATE_MALFORMED'], seeds: certificates },
    { name: 'crl', read: (der) => readCrl(der).find('8f01'), codes: ['CRL_MALFORMED'], seeds: lists },
    { name: 'ocsp-request', read: parseOcspRequest, codes: ['OCSP_REQUEST_MALFORMED'], seeds: ocspRequests },
    { name: 'ocsp-response', read: readOcspResponse, codes: ['OCSP_RESPONSE_MALFORMED'], seeds: ocspResponses },
    { name: 'signed-data', read: parseSignedData, codes: ['SIGNED_DATA_MALFORMED'], seeds: [...messages, ...tokens] },
    {
      name: 'timestamp-request',
      read: parseTimestampRequest,
      codes: ['TIMESTAMP_REQUEST_MALFORMED'],
      seeds: questions,
    },
    { name: 'timestamp-response', read: parseTimestampResponse, codes: ['TIMESTAMP_MALFORMED'], seeds: answers },
    { name: 'timestamp-token', read: parseTimestampToken, codes: ['TIMESTAMP_MALFORMED'], seeds: tokens },
    {
      name: 'certificate-request',
      read: parseCertificateRequest,
      codes: ['CERTIFICATE_REQUEST_MALFORMED'],
      seeds: certificateRequests,
    },
    { name: 'seal', read: (der) => checkSeal(parseSeal(der)), codes: ['SEAL_MALFORMED'], seeds: seals },
    { name: 'seal-signature', read: parseSealSignature, codes: ['SEAL_SIGNATURE_MALFORMED'], seeds: sealSignatures },
    {
      name: 'seal-file',
      read: readSesObject,
      codes: ['SEAL_MALFORMED', 'SEAL_SIGNATURE_MALFORMED'],
      seeds: [...seals, ...sealSignatures],
    },
  ];
}
