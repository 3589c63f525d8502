import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { buildCertificate } from '../../../pki/x509/build.js';
import { parseCertificate, type X509Certificate } from '../../../pki/x509/certificate.js';
import type { CertificateSubject } from '../../../pki/x509/name.js';
import type { CertificateProfile } from '../../../pki/x509/profiles.js';

export interface Issued {
  readonly key: Sm2PrivateKey;
  readonly certificate: X509Certificate;
}

/** The PKI of one synthetic trust domain, valid through 2026 to 2036. */
export interface TestDomain {
  readonly root: Issued;
  readonly issuingCa: Issued;
  readonly licenceSigner: Issued;
  readonly sealSigner: Issued;
  readonly sealMaker: Issued;
}

export const DOMAIN_NOT_BEFORE = Date.UTC(2026, 0, 1);
export const DOMAIN_NOT_AFTER = Date.UTC(2036, 0, 1);
export const IN_VALIDITY = Date.UTC(2026, 10, 21);

export const AUTHORITY: CertificateSubject = {
  organization: '示例省市场监督管理局（合成）',
  organizationIdentifier: '11990000MB1A00001N',
  commonName: '示例签名证书',
};

let serial = 0;

export async function issue(
  profile: CertificateProfile,
  commonName: string,
  issuer?: Issued,
  { notBefore = DOMAIN_NOT_BEFORE, notAfter = DOMAIN_NOT_AFTER, key = Sm2PrivateKey.generate() } = {},
): Promise<Issued> {
  serial += 1;
  const signer = issuer?.key ?? key;
  const der = await buildCertificate({
    profile,
    subject: { ...AUTHORITY, commonName },
    publicKeySpki: key.publicKey.spki,
    issuer:
      issuer === undefined
        ? 'self'
        : { subjectDer: issuer.certificate.subjectDer, subjectKeyId: issuer.certificate.subjectKeyId ?? '' },
    notBefore,
    notAfter,
    serialNumber: Uint8Array.of(0x90, 0, 0, 0, 0, 0, serial >> 8, serial & 0xff),
    sign: async (tbs) => signer.signRaw(tbs),
  });
  return { key, certificate: parseCertificate(der) };
}

export async function createTestDomain(): Promise<TestDomain> {
  const root = await issue('root', '示例根证书');
  const issuingCa = await issue('issuing-ca', '示例签发证书', root);
  return {
    root,
    issuingCa,
    licenceSigner: await issue('licence-signing', '示例证照签名证书', issuingCa),
    sealSigner: await issue('seal-signing', '示例签章证书', issuingCa),
    sealMaker: await issue('seal-making', '示例制章证书', issuingCa),
  };
}
