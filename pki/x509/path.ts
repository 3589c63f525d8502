import { OID } from '../der/oids.js';
import { PkiError } from '../errors.js';
import type { X509Certificate } from './certificate.js';
import { type CertificateUsage, PURPOSE_OF_USAGE } from './key-purposes.js';

export const PATH_FINDING_CODES = [
  'CERT_SIGNATURE_INVALID',
  'CERT_NOT_YET_VALID',
  'CERT_EXPIRED',
  'CERT_ISSUER_MISMATCH',
  'CERT_NOT_CA',
  'CERT_PATH_LENGTH',
  'CERT_KEY_USAGE',
  'CERT_EXTENDED_KEY_USAGE',
  'CERT_CRITICAL_EXTENSION_UNKNOWN',
  'CERT_PATH_INCOMPLETE',
  'CERT_ANCHOR_MISMATCH',
] as const;

export type PathFindingCode = (typeof PATH_FINDING_CODES)[number];

/** One reason why a path is not valid. */
export interface PathFinding {
  readonly code: PathFindingCode;
  /** 0 is the leaf, then its issuers in order, the anchor last. */
  readonly position: number;
  /** For people; quotes the rule. */
  readonly detail: string;
}

/** Whether `certificate` bears `issuer`'s signature. */
export type VerifyCertificateSignature = (certificate: X509Certificate, issuer: X509Certificate) => boolean;

export interface PathInput {
  readonly leaf: X509Certificate;
  /** The leaf's issuer first, then that one's issuer; the anchor is not among them. */
  readonly intermediates: readonly X509Certificate[];
  readonly anchor: X509Certificate;
  /** Milliseconds since 1970: the time the path is judged at. */
  readonly at: number;
  readonly usage: CertificateUsage;
  /** Lets a caller remember the answers for CA certificates; must answer as `verifyCertificateSignature` would. */
  readonly verifySignature?: VerifyCertificateSignature;
}

// Bounds the signatures that a hostile chain makes us verify; our own chains have one intermediate.
const MOST_INTERMEDIATES = 8;

/**
 * Validates a certification path by RFC 5280 §6.1 and gives every finding, not only the first; an empty list means valid.
 * Pure: the anchor is trusted as given, the time is the caller's.
 *
 * Beyond §6.1: the anchor's own validity, CA flag, key usage and path length count as well (RFC 5937 §3), a CA must carry
 * basicConstraints and keyUsage, and the usage asked for must be stated in the leaf. Names are compared byte by byte. Does not
 * judge revocation, name constraints or policies; where one of the latter two is critical, it is an unknown critical extension.
 */
export function validatePath(input: PathInput): PathFinding[] {
  const { leaf, intermediates, anchor, at, usage } = input;
  if (intermediates.length > MOST_INTERMEDIATES) {
    return [
      { code: 'CERT_PATH_LENGTH', position: 0, detail: `more than ${MOST_INTERMEDIATES} intermediate certificates` },
    ];
  }
  const path = [leaf, ...intermediates, anchor];
  const findings: PathFinding[] = [];
  for (const [position, certificate] of path.entries()) {
    const report = (code: PathFindingCode, detail: string) => findings.push({ code, position, detail });
    checkValidity(certificate, at, report);
    checkCriticalExtensions(certificate, report);
    const issuer = path[position + 1];
    if (issuer !== undefined) {
      checkLink(certificate, issuer, issuer === anchor, input.verifySignature ?? verifyCertificateSignature, report);
    }
    if (position === 0 && usage !== 'ca') checkSigner(certificate, usage, report);
    else checkIssuer(certificate, path.slice(usage === 'ca' ? 0 : 1, position), report);
    if (position > 0 && issuer !== undefined) checkIssuerPurpose(certificate, usage, report);
  }
  return findings;
}

/**
 * Judges a certificate as a domain's root, before it becomes an anchor: everything `validatePath` asks of an anchor, and that it
 * is issued by itself and bears its own signature.
 */
export function validateRoot(root: X509Certificate, at: number): PathFinding[] {
  const findings: PathFinding[] = [];
  const report = (code: PathFindingCode, detail: string) => findings.push({ code, position: 0, detail });
  checkValidity(root, at, report);
  checkCriticalExtensions(root, report);
  checkLink(root, root, false, verifyCertificateSignature, report);
  checkIssuer(root, [], report);
  return findings;
}

/** Never throws: an issuer whose key is no point of the curve has signed nothing. */
export function verifyCertificateSignature(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return issuer.publicKey.verifyDer(certificate.tbs, certificate.signature);
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

type Report = (code: PathFindingCode, detail: string) => void;

/** RFC 5280 §6.1.3 (a)(2); the period includes both its ends (§4.1.2.5). */
function checkValidity(certificate: X509Certificate, at: number, report: Report): void {
  if (at < certificate.notBefore)
    report('CERT_NOT_YET_VALID', `valid from ${iso(certificate.notBefore)}, judged at ${iso(at)}`);
  if (at > certificate.notAfter)
    report('CERT_EXPIRED', `valid until ${iso(certificate.notAfter)}, judged at ${iso(at)}`);
  // A time that is not a number lies in no period.
  if (Number.isNaN(at)) report('CERT_NOT_YET_VALID', 'no time to judge at');
}

/** RFC 5280 §6.1.4 (o), §6.1.5 (f). */
function checkCriticalExtensions(certificate: X509Certificate, report: Report): void {
  for (const oid of certificate.unknownCriticalExtensions) {
    report('CERT_CRITICAL_EXTENSION_UNKNOWN', `critical extension ${oid} is not understood`);
  }
}

/** RFC 5280 §6.1.3 (a)(4), then (a)(1): a signature is asked only of the key that the certificate names. */
function checkLink(
  certificate: X509Certificate,
  issuer: X509Certificate,
  issuerIsAnchor: boolean,
  verifySignature: VerifyCertificateSignature,
  report: Report,
): void {
  if (Buffer.compare(certificate.issuerDer, issuer.subjectDer) !== 0) {
    if (!issuerIsAnchor) report('CERT_ISSUER_MISMATCH', 'the issuer name is not the next subject');
    else if (isSelfIssued(certificate)) report('CERT_ANCHOR_MISMATCH', 'the path ends at another root');
    else report('CERT_PATH_INCOMPLETE', 'the path ends below the anchor');
    return;
  }
  const { authorityKeyId } = certificate;
  const { subjectKeyId } = issuer;
  if (authorityKeyId !== undefined && subjectKeyId !== undefined && authorityKeyId !== subjectKeyId) {
    const code = issuerIsAnchor ? 'CERT_ANCHOR_MISMATCH' : 'CERT_ISSUER_MISMATCH';
    report(code, 'authority key identifier and subject key identifier differ');
    return;
  }
  if (issuerIsAnchor && Buffer.compare(certificate.der, issuer.der) === 0) {
    report('CERT_ANCHOR_MISMATCH', 'the anchor itself is in the path');
    return;
  }
  if (!verifySignature(certificate, issuer)) {
    report('CERT_SIGNATURE_INVALID', "the signature is not the issuer's (RFC 5280 §6.1.3 (a)(1))");
  }
}

/** What every certificate above the leaf must be: RFC 5280 §6.1.4 (k), (n), (l) and (m). */
function checkIssuer(certificate: X509Certificate, below: readonly X509Certificate[], report: Report): void {
  const { basicConstraints, keyUsage } = certificate;
  if (certificate.version !== 3 || basicConstraints?.cA !== true)
    report('CERT_NOT_CA', 'basicConstraints do not say cA');
  if (keyUsage?.has('keyCertSign') !== true) report('CERT_KEY_USAGE', 'keyUsage does not say keyCertSign');
  const pathLength = basicConstraints?.pathLength;
  const length = below.filter((each) => !isSelfIssued(each)).length;
  if (pathLength !== undefined && length > pathLength) {
    report('CERT_PATH_LENGTH', `${length} CA certificates below, ${pathLength} allowed`);
  }
}

/** A CA certificate that is restricted to purposes may not vouch for another one. RFC 5280 leaves this open. */
function checkIssuerPurpose(certificate: X509Certificate, usage: CertificateUsage, report: Report): void {
  const purposes = certificate.extendedKeyUsage;
  if (purposes === undefined || purposes.includes(OID.anyExtendedKeyUsage)) return;
  if (usage === 'ca' || !purposes.includes(PURPOSE_OF_USAGE[usage])) {
    report('CERT_EXTENDED_KEY_USAGE', `the CA is restricted to other purposes than ${usage}`);
  }
}

/** What a signing certificate must be: no CA, for signatures that bind, for this purpose and none foreign to us. */
function checkSigner(leaf: X509Certificate, usage: Exclude<CertificateUsage, 'ca'>, report: Report): void {
  const { keyUsage, extendedKeyUsage } = leaf;
  if (
    leaf.basicConstraints?.cA === true ||
    keyUsage?.has('keyCertSign') === true ||
    keyUsage?.has('cRLSign') === true
  ) {
    report('CERT_KEY_USAGE', 'a CA certificate signs certificates and lists only');
  }
  if (keyUsage?.has('digitalSignature') !== true || keyUsage.has('nonRepudiation') !== true) {
    report('CERT_KEY_USAGE', 'keyUsage does not say digitalSignature and nonRepudiation');
  }
  if (extendedKeyUsage?.includes(PURPOSE_OF_USAGE[usage]) !== true) {
    report('CERT_EXTENDED_KEY_USAGE', `extendedKeyUsage does not say ${usage}`);
  } else if (!extendedKeyUsage.every((purpose) => OUR_PURPOSES.has(purpose))) {
    report('CERT_EXTENDED_KEY_USAGE', 'extendedKeyUsage names a purpose foreign to licences and seals');
  }
}

const OUR_PURPOSES: ReadonlySet<string> = new Set(Object.values(PURPOSE_OF_USAGE));

function isSelfIssued(certificate: X509Certificate): boolean {
  return Buffer.compare(certificate.issuerDer, certificate.subjectDer) === 0;
}

function iso(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}
