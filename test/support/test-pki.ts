import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { type CanonicalValue, canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { type OwnPurpose, signedBytes } from '../../pki/signer/purposes.js';
import { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { sm3, sm3Hex } from '../../pki/sm3.js';
import { buildCertificate } from '../../pki/x509/build.js';
import { parseCertificate } from '../../pki/x509/certificate.js';
import type { CertificateSubject } from '../../pki/x509/name.js';
import type { CertificateProfile } from '../../pki/x509/profiles.js';

/** A certificate of a test with its private key. All keys follow from a seed, so that a failing test fails again. */
export interface TestCertificate {
  readonly privateKey: Sm2PrivateKey;
  readonly der: Uint8Array;
  /** SM3 of the DER. */
  readonly fingerprint: string;
}

export interface TestCertificateOrder {
  readonly seed: string;
  readonly profile: CertificateProfile;
  readonly subject: CertificateSubject;
  /** Self-signed when left out. */
  readonly issuer?: TestCertificate;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Another key than the seed's. */
  readonly privateKey?: Sm2PrivateKey;
}

export function testKey(seed: string): Sm2PrivateKey {
  return Sm2PrivateKey.fromScalar(sm3(Buffer.from(`test key\0${seed}`)));
}

export async function testCertificate(order: TestCertificateOrder): Promise<TestCertificate> {
  const privateKey = order.privateKey ?? testKey(order.seed);
  const issuerKey = order.issuer?.privateKey ?? privateKey;
  const serialNumber = sm3(Buffer.from(`test serial number\0${order.seed}`)).slice(0, 16);
  // A serial number is positive.
  serialNumber[0] = 0x40;
  const der = await buildCertificate({
    profile: order.profile,
    subject: order.subject,
    publicKeySpki: privateKey.publicKey.spki,
    issuer: order.issuer === undefined ? 'self' : issuerOf(order.issuer),
    notBefore: order.notBefore,
    notAfter: order.notAfter,
    serialNumber,
    sign: async (tbs) => issuerKey.signRaw(tbs),
  });
  return { privateKey, der, fingerprint: sm3Hex(der) };
}

/** A signature as our formats carry it. */
export function testSignature(key: Sm2PrivateKey, purpose: OwnPurpose, value: CanonicalValue): string {
  return encodeBase64url(key.signRaw(signedBytes(purpose, canonicalBytes(value))));
}

/** A public key as our formats carry it. */
export function publicKeyText(key: Sm2PrivateKey): string {
  return encodeBase64url(key.publicKey.point);
}

/** SM3 of the 65 bytes: how a governance key is named as a signer. */
export function keyName(key: Sm2PrivateKey): string {
  return sm3Hex(key.publicKey.point);
}

function issuerOf({ der }: TestCertificate) {
  const { subjectDer, subjectKeyId = '' } = parseCertificate(der);
  return { subjectDer, subjectKeyId };
}
