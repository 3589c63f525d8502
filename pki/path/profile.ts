import { OID } from '../der/oids.js';
import { isSelfIssued, type PathCertificate } from './certificate.js';
import type { DeviationCode } from './deviations.js';
import { finding, type PathFinding, type PathFindingCode } from './findings.js';
import type { GeneralName } from './general-name.js';
import { isHostPattern, isUri, readMailbox } from './name-forms.js';
import { PATH_OID } from './oids.js';

const LONGEST_SERIAL_HEX = 2 * 20;

/**
 * What RFC 5280 forbids a certificate to be, beyond what §6 asks: the rules that neither certificates of the field nor NIST's suite
 * break in good faith. Those that they do break are `profileDeviations`.
 */
export function profileFindings(certificate: PathCertificate, position: number, isAnchor = false): PathFinding[] {
  const findings: PathFinding[] = [];
  const report = (code: PathFindingCode, detail: string) => findings.push(finding(code, detail, { position }));
  const { basicConstraints, keyUsage, critical, subject, subjectAltName } = certificate;
  const isCa = basicConstraints?.cA === true;
  // Old roots have the number 0; they are trusted for what they are, not for how they were written.
  if (certificate.serialNumber === '00' && !isAnchor) report('SERIAL_NUMBER_ZERO', 'serial number 0');
  if (certificate.serialNumber.length > LONGEST_SERIAL_HEX + 1) {
    report('SERIAL_NUMBER_TOO_LONG', 'serial number of more than 20 octets');
  }
  if (certificate.issuer.isEmpty) report('ISSUER_EMPTY', 'the issuer has no name');
  if (subject.isEmpty && isCa) report('SUBJECT_EMPTY', 'a CA has no name');
  else if (subject.isEmpty && !(subjectAltName !== undefined && critical.has(PATH_OID.subjectAltName))) {
    report('SUBJECT_EMPTY', 'no subject, and no critical alternative name in its place');
  }
  for (const oid of [OID.authorityKeyIdentifier, OID.subjectKeyIdentifier]) {
    if (critical.has(oid)) report('KEY_IDENTIFIER_CRITICAL', `extension ${oid} is marked critical`);
  }
  if (keyUsage?.size === 0) report('KEY_USAGE_EMPTY', 'key usage without a bit');
  if (keyUsage?.has('keyCertSign') === true && !isCa && certificate.version === 3) {
    report('KEY_CERT_SIGN_WITHOUT_CA', 'keyCertSign without cA');
  }
  if (basicConstraints?.pathLength !== undefined && !(isCa && (keyUsage?.has('keyCertSign') ?? true))) {
    report('PATH_LENGTH_WITHOUT_CA', 'pathLenConstraint without cA and keyCertSign');
  }
  if (certificate.nameConstraints !== undefined && !isCa) {
    report('NAME_CONSTRAINTS_WITHOUT_CA', 'name constraints in a certificate that is no CA');
  }
  if (subjectAltName?.some((name) => !isWellFormed(name)) === true) {
    report('SUBJECT_ALT_NAME_MALFORMED', 'an alternative name that its form does not allow');
  }
  return findings;
}

/** Rules of RFC 5280 that a certificate breaks and that do not make its path invalid, the reader's included. */
export function profileDeviations(certificate: PathCertificate): DeviationCode[] {
  const found = new Set(certificate.deviations);
  const { critical, basicConstraints, nameConstraints, policyConstraints, inhibitAnyPolicy } = certificate;
  const isCa = basicConstraints?.cA === true;
  if (certificate.authorityKeyIdentifier?.keyId === undefined && !isSelfIssued(certificate)) {
    found.add('AUTHORITY_KEY_IDENTIFIER_ABSENT');
  }
  if (isCa && certificate.subjectKeyId === undefined) found.add('SUBJECT_KEY_IDENTIFIER_ABSENT');
  if (isCa && !critical.has(OID.basicConstraints)) found.add('BASIC_CONSTRAINTS_NOT_CRITICAL');
  if (nameConstraints !== undefined && !critical.has(PATH_OID.nameConstraints))
    found.add('NAME_CONSTRAINTS_NOT_CRITICAL');
  if (policyConstraints !== undefined && !critical.has(PATH_OID.policyConstraints)) {
    found.add('POLICY_CONSTRAINTS_NOT_CRITICAL');
  }
  if (inhibitAnyPolicy !== undefined && !critical.has(PATH_OID.inhibitAnyPolicy)) {
    found.add('INHIBIT_ANY_POLICY_NOT_CRITICAL');
  }
  return [...found].sort();
}

/** RFC 5280 §4.2.1.6. */
function isWellFormed(name: GeneralName): boolean {
  switch (name.form) {
    case 'rfc822Name':
      return readMailbox(name.text) !== undefined;
    case 'dNSName':
      return isHostPattern(name.text);
    case 'uniformResourceIdentifier':
      return isUri(name.text);
    case 'iPAddress':
      return name.octets.length === 4 || name.octets.length === 16;
    default:
      return true;
  }
}
