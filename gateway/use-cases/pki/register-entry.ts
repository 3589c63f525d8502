import type { X509Certificate } from '../../../pki/x509/certificate.js';
import type { RegisterEntry } from '../../domain/ports/certificate-register.js';

/** The entry of a certificate under the name of its issuer's key. */
export function entryOf(
  certificate: X509Certificate,
  profile: RegisterEntry['profile'],
  issuedAt: number,
): RegisterEntry {
  const { authorityKeyId, serialNumber, fingerprint, der } = certificate;
  if (authorityKeyId === undefined) throw new TypeError('what we issue names its issuer by key');
  return { issuer: authorityKeyId, serialNumber, fingerprint, profile, issuedAt, der };
}

/** 16 random bytes, positive, and never shorter for leading zeros (CA/B BR §7.1). */
export function drawSerialNumber(random: (length: number) => Uint8Array): Uint8Array {
  const serialNumber = random(16);
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  return serialNumber;
}
