import { OID } from '../../pki/der/oids.js';
import { bitString, element, integer, oid, sequence, unsignedInteger, utcTime } from '../../pki/der/writer.js';
import { buildSeal } from '../../pki/ses/build-seal.js';
import { buildSealSignature } from '../../pki/ses/build-seal-signature.js';
import { sm3 } from '../../pki/sm3.js';
import { createTestDomain, IN_VALIDITY, type Issued } from '../pki/support/test-domain.js';

/** A seal and a signature of a synthetic authority, and what a verifier needs to trust them. */
export interface SealWorld {
  readonly root: Uint8Array;
  readonly issuingCa: Uint8Array;
  readonly seal: Uint8Array;
  readonly signature: Uint8Array;
  /** Root, issuing CA, and empty lists of both, current at THEN. */
  readonly trustPem: string;
  /** The same with the signer revoked before it signed. */
  readonly trustPemRevoked: string;
  readonly sealNamed: (name: string) => Uint8Array;
}

export const DOCUMENT = Buffer.from('合成文件');
export const THEN = new Date(IN_VALIDITY + 86_400_000).toISOString();

export async function createSealWorld(): Promise<SealWorld> {
  const domain = await createTestDomain();
  const { root, issuingCa, sealMaker, sealSigner } = domain;
  const made = (name: string) =>
    buildSeal({
      header: { vendorId: 'yinxin' },
      esId: '99000000000001',
      property: { type: 1, name },
      signerCertificates: [sealSigner.certificate.der],
      picture: { type: 'GIF', data: Buffer.from('GIF89a'), width: 40, height: 40 },
      createdAt: IN_VALIDITY,
      validFrom: IN_VALIDITY,
      validTo: IN_VALIDITY + 365 * 86_400_000,
      makerCertificate: sealMaker.certificate.der,
      sign: async (tbs) => sealMaker.key.signRaw(tbs),
    });
  const seal = await made('示例省市场监督管理局（合成）');
  const hostile = new Map([['\u001b[2J有效\u202e', await made('\u001b[2J有效\u202e')]]);
  const signature = await buildSealSignature({
    sealDer: seal,
    signerCertificateDer: sealSigner.certificate.der,
    dataHash: sm3(DOCUMENT),
    propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml',
    signedAt: IN_VALIDITY + 3_600_000,
    sign: async (tbs) => sealSigner.key.signRaw(tbs),
  });
  const chain = pem('CERTIFICATE', root.certificate.der) + pem('CERTIFICATE', issuingCa.certificate.der);
  const ofRoot = pem('X509 CRL', crl(root));
  const revoked = [{ serialNumber: sealSigner.certificate.serialNumber, at: IN_VALIDITY + 1000 }];
  return {
    root: root.certificate.der,
    issuingCa: issuingCa.certificate.der,
    seal,
    signature,
    trustPem: chain + ofRoot + pem('X509 CRL', crl(issuingCa)),
    trustPemRevoked: chain + ofRoot + pem('X509 CRL', crl(issuingCa, revoked)),
    sealNamed: (name) => hostile.get(name) ?? seal,
  };
}

export function pem(label: 'CERTIFICATE' | 'X509 CRL', der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** A complete list (RFC 5280 §5.1) of version 2 without extensions, current from the domain's first day for two years. */
export function crl(issuer: Issued, revoked: readonly { serialNumber: string; at: number }[] = []): Uint8Array {
  const algorithm = sequence(oid(OID.sm2WithSm3));
  const entries = revoked.map(({ serialNumber, at }) =>
    sequence(unsignedInteger(Buffer.from(serialNumber, 'hex')), utcTime(at)),
  );
  const tbs = sequence(
    integer(1),
    algorithm,
    issuer.certificate.subjectDer,
    utcTime(Date.UTC(2026, 0, 2)),
    utcTime(Date.UTC(2028, 0, 2)),
    ...(entries.length === 0 ? [] : [element(0x30, ...entries)]),
  );
  return sequence(tbs, algorithm, bitString(issuer.key.signDer(tbs)));
}
