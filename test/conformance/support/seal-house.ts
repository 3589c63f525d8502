import { buildSeal, type SealOrder } from '../../../pki/ses/build-seal.js';
import { buildSealSignature, type SealSignatureOrder } from '../../../pki/ses/build-seal-signature.js';
import { checkSeal } from '../../../pki/ses/check-seal.js';
import { checkSealSignature } from '../../../pki/ses/check-seal-signature.js';
import type { SesFinding } from '../../../pki/ses/findings.js';
import { parseSeal, type SealPicture } from '../../../pki/ses/seal.js';
import { parseSealSignature } from '../../../pki/ses/seal-signature.js';
import { sm3 } from '../../../pki/sm3.js';
import { createTestDomain, IN_VALIDITY, type Issued, issue, type TestDomain } from '../../pki/support/test-domain.js';
import { judgePath, refusedByError } from './ours.js';
import type { Verdict } from './verdicts.js';

/** A synthetic document and what a signature says that it covers. */
export const DOCUMENT = new Uint8Array(Buffer.from('{"format":"合成证照"}'));
export const PROPERTY_INFO = 'yinxin/licence/v1';
export const [CREATED_AT, VALID_FROM, VALID_TO, SIGNED_AT] = [
  IN_VALIDITY,
  IN_VALIDITY,
  Date.UTC(2029, 10, 21),
  Date.UTC(2027, 0, 2, 3, 4, 5),
];
export const NAME = '示例省市场监督管理局（合成）行政审批专用章';
export const ES_ID = '99000000000001';
/** One transparent pixel. */
export const PICTURE: SealPicture = {
  type: 'GIF',
  data: new Uint8Array(Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64')),
  width: 40,
  height: 40,
};

/** A domain with a second signer, who is in no list. */
export interface SealHouse extends TestDomain {
  readonly stranger: Issued;
}

export async function createSealHouse(): Promise<SealHouse> {
  const domain = await createTestDomain();
  return { ...domain, stranger: await issue('seal-signing', '另一示例签章证书', domain.issuingCa) };
}

/** A seal of ours, v4 unless the changes say otherwise. */
export function ourSeal(
  house: SealHouse,
  signers: readonly Issued[] = [house.sealSigner],
  changes: Partial<SealOrder> = {},
): Promise<Uint8Array> {
  return buildSeal({
    header: { vendorId: 'yinxin' },
    esId: ES_ID,
    property: { type: 1, name: NAME },
    signerCertificates: signers.map(({ certificate }) => certificate.der),
    picture: PICTURE,
    createdAt: CREATED_AT,
    validFrom: VALID_FROM,
    validTo: VALID_TO,
    makerCertificate: house.sealMaker.certificate.der,
    sign: async (tbs) => house.sealMaker.key.signRaw(tbs),
    ...changes,
  });
}

/** A seal signature of ours over DOCUMENT, of its seal's version. */
export function ourSealSignature(
  sealDer: Uint8Array,
  signer: Issued,
  changes: Partial<SealSignatureOrder> = {},
): Promise<Uint8Array> {
  return buildSealSignature({
    sealDer,
    signerCertificateDer: signer.certificate.der,
    dataHash: sm3(DOCUMENT),
    propertyInfo: PROPERTY_INFO,
    signedAt: SIGNED_AT,
    sign: async (tbs) => signer.key.signRaw(tbs),
    ...changes,
  });
}

/** `check code` of everything that failed. */
export function failures(findings: readonly SesFinding[]): string[] {
  return findings.filter(({ outcome }) => outcome === 'failed').map(({ id, code }) => `${id} ${code}`);
}

export function judgeSeal(der: Uint8Array): Verdict {
  return refusedByError(() => failures(checkSeal(parseSeal(der))).length === 0);
}

/** The seal and its maker's path: from v4 on the maker's certificate is not in what the maker signs, only its path guards it. */
export function judgeSealAndMaker(der: Uint8Array, { issuingCa, root }: TestDomain): Verdict {
  if (judgeSeal(der) === 'refused') return 'refused';
  const { makerCertificateDer, createdAt } = parseSeal(der);
  const intermediates = [issuingCa.certificate.der];
  return judgePath({
    cert: makerCertificateDer,
    intermediates,
    root: root.certificate.der,
    at: createdAt,
    usage: 'seal-making',
  });
}

export function sealSignatureFailures(
  der: Uint8Array,
  document: Uint8Array = DOCUMENT,
  propertyInfo = PROPERTY_INFO,
): string[] {
  return sealSignatureFailuresOf(der, sm3(document), propertyInfo);
}

export function sealSignatureFailuresOf(der: Uint8Array, dataHash: Uint8Array, propertyInfo: string): string[] {
  return failures(checkSealSignature(parseSealSignature(der), { dataHash, propertyInfo }));
}

export function judgeSealSignature(
  der: Uint8Array,
  document: Uint8Array = DOCUMENT,
  propertyInfo = PROPERTY_INFO,
): Verdict {
  return refusedByError(() => sealSignatureFailures(der, document, propertyInfo).length === 0);
}
