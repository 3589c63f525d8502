import { OID } from '../der/oids.js';
import { PkiError } from '../errors.js';
import { parseCertificate, type X509Certificate } from '../x509/certificate.js';
import type { SesDeviation } from './deviations.js';
import type { SesExtension, SignatureValue } from './fields.js';
import { failed, passed, type SesCheck, type SesCheckId, skipped, warning } from './findings.js';

/** Checks that seals and seal signatures share. */

/** The certificate, or undefined when it is none that we read; that finding stands where its signature is judged. */
export function readableCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

export function checkFormat(deviations: ReadonlySet<SesDeviation>): SesCheck {
  return deviations.size === 0 ? passed('SES-FMT') : warning('SES-FMT', 'FORMAT_DEVIATES', [...deviations].join(' '));
}

export function checkSignature(
  id: SesCheckId,
  certificate: X509Certificate | undefined,
  signedBytes: Uint8Array,
  signature: SignatureValue,
): SesCheck {
  if (certificate === undefined) return failed(id, 'CERTIFICATE_UNREADABLE');
  return verify(certificate, signedBytes, signature) ? passed(id) : failed(id, 'SIGNATURE_INVALID');
}

function verify(certificate: X509Certificate, signedBytes: Uint8Array, { form, value }: SignatureValue): boolean {
  try {
    switch (form) {
      case 'der':
        return certificate.publicKey.verifyDer(signedBytes, value);
      case 'raw':
        return certificate.publicKey.verifyRaw(signedBytes, value);
      case 'unreadable':
        return false;
    }
  } catch (error) {
    // A key off the curve has signed nothing.
    if (error instanceof PkiError) return false;
    throw error;
  }
}

/** Only SM2 with SM3: the algorithm stated is the one that was verified. */
export function checkAlgorithm(oid: string, part: string): SesCheck {
  return oid === OID.sm2WithSm3
    ? passed('ALG-POLICY')
    : failed('ALG-POLICY', 'ALGORITHM_NOT_ALLOWED', `${part}: ${oid}`);
}

/** A certificate that says what its key is for must say signatures; one that says nothing gets a remark. */
export function checkKeyUsage(id: SesCheckId, certificate: X509Certificate | undefined): SesCheck {
  if (certificate === undefined) return skipped(id, 'CERTIFICATE_UNREADABLE');
  const { keyUsage } = certificate;
  if (keyUsage === undefined) return warning(id, 'KEY_USAGE_ABSENT', 'the certificate does not restrict its key');
  return keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation')
    ? passed(id)
    : failed(id, 'KEY_USAGE_MISSING');
}

/** The standards define no extension that must be understood; what a critical one means is for the caller to decide. */
export function checkCritical(extensions: readonly SesExtension[]): SesCheck {
  const critical = extensions.filter((each) => each.critical).map((each) => each.oid);
  return critical.length === 0
    ? passed('EXT-CRITICAL')
    : warning('EXT-CRITICAL', 'EXTENSION_CRITICAL_UNKNOWN', critical.join(' '));
}

export function checkTimestamp(timestamp: Uint8Array | undefined): SesCheck {
  return skipped('TSA-TOKEN', timestamp === undefined ? 'TIMESTAMP_ABSENT' : 'TIMESTAMP_NOT_VERIFIED');
}
