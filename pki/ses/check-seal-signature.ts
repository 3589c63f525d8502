import type { X509Certificate } from '../x509/certificate.js';
import {
  checkAlgorithm,
  checkCritical,
  checkFormat,
  checkKeyUsage,
  checkSignature,
  checkTimestamp,
  readableCertificate,
} from './check-parts.js';
import { checkSeal as checkSealItself } from './check-seal.js';
import { about, failed, passed, type SesCheck, type SesFinding, skipped } from './findings.js';
import type { Seal } from './seal.js';
import type { SealSignature } from './seal-signature.js';
import { signerInList } from './signer-list.js';

export interface ExpectedDocument {
  /** SM3 of the document, as the verifier computed it. */
  readonly dataHash: Uint8Array;
  /** What the signature must say that it covers. */
  readonly propertyInfo: string;
}

export interface SealSignatureCheckOptions {
  /** Lets a caller remember the findings of a seal by the SM3 of its DER; must answer as `checkSeal` would. */
  readonly checkSeal?: (seal: Seal) => readonly SesFinding[];
  /** Lets a caller who has parsed the signer's certificate already hand it over; undefined where it is none. */
  readonly readCertificate?: (der: Uint8Array) => X509Certificate | undefined;
}

/**
 * What a seal signature says about itself and its seal (GB/T 38540-2020): format, the signer's signature over the bytes that came,
 * the document's digest, the signer in the seal's list, the declared time. Gives every check, passed ones too; the seal's own
 * findings follow.
 *
 * Times are held against the signing time that the signer declares: its word, not evidence. Left to the caller, who has anchors
 * and times: chains, revocation and status, the anchoring time, timestamps.
 */
export function checkSealSignature(
  signature: SealSignature,
  expected: ExpectedDocument,
  { checkSeal = checkSealItself, readCertificate = readableCertificate }: SealSignatureCheckOptions = {},
): SesFinding[] {
  const signer = readCertificate(signature.signerCertificateDer);
  const own = about('signature', [
    checkVersion(signature),
    checkSignature('SES-SIG', signer, signature.toSign, signature.signature),
    checkAlgorithm(signature.algorithm, 'seal signature'),
    checkSignerInList(signature),
    checkKeyUsage('SIGNER-KU', signer),
    checkDocument(signature, expected),
    checkTimeInCertificate(signature, signer),
    checkTimeInSeal(signature),
    checkCritical(signature.extensions),
    checkTimestamp(signature.timestamp),
  ]);
  return [...own, ...checkSeal(signature.seal)];
}

/** From v4 on, the signed part states the seal's version; v1 leaves its meaning open. */
function checkVersion(signature: SealSignature): SesCheck {
  const { version, statedVersion, deviations } = signature;
  if (version !== 1 && statedVersion !== version) {
    return failed('SES-FMT', 'FORMAT_VERSION_MISMATCH', `seal of v${version}, signature says ${statedVersion}`);
  }
  return checkFormat(deviations);
}

function checkSignerInList({ seal, signerCertificateDer }: SealSignature): SesCheck {
  switch (signerInList(seal.signers, signerCertificateDer)) {
    case 'yes':
      return passed('SIGNER-IN-LIST');
    case 'no':
      return failed('SIGNER-IN-LIST', 'SIGNER_NOT_IN_LIST');
    case 'unknown':
      return skipped('SIGNER-IN-LIST', 'SIGNER_LIST_NOT_COMPARABLE');
  }
}

function checkDocument({ dataHash, propertyInfo }: SealSignature, expected: ExpectedDocument): SesCheck {
  if (Buffer.compare(dataHash, expected.dataHash) !== 0) return failed('DATA-HASH', 'DATA_HASH_MISMATCH');
  if (propertyInfo !== expected.propertyInfo) return failed('DATA-HASH', 'PROPERTY_INFO_MISMATCH');
  return passed('DATA-HASH');
}

function checkTimeInCertificate({ signedAt }: SealSignature, signer: X509Certificate | undefined): SesCheck {
  if (signer === undefined) return skipped('TIME-IN-CERT', 'CERTIFICATE_UNREADABLE');
  if (signedAt === undefined) return skipped('TIME-IN-CERT', 'SIGNING_TIME_UNKNOWN');
  return signedAt >= signer.notBefore && signedAt <= signer.notAfter
    ? passed('TIME-IN-CERT')
    : failed('TIME-IN-CERT', 'SIGNED_OUTSIDE_CERTIFICATE_VALIDITY');
}

function checkTimeInSeal({ signedAt, seal }: SealSignature): SesCheck {
  if (signedAt === undefined) return skipped('TIME-IN-SEAL', 'SIGNING_TIME_UNKNOWN');
  return signedAt >= seal.validFrom && signedAt <= seal.validTo
    ? passed('TIME-IN-SEAL')
    : failed('TIME-IN-SEAL', 'SIGNED_OUTSIDE_SEAL_PERIOD');
}
