/** Every reason why a path is not valid, or cannot be told to be, with the clause that says so. */
export const PATH_FINDINGS = {
  // the question
  CERTIFICATE_MALFORMED: 'RFC 5280 §4.1',
  TRUST_ANCHORS_ABSENT: 'RFC 5280 §6.1.1 (d)',
  TARGET_IS_ANCHOR: 'RFC 5280 §6.1',
  PATH_NOT_FOUND: 'RFC 5280 §6.1',
  LIMIT_EXCEEDED: 'RFC 4158 §3.5',
  // §6.1.3
  SIGNATURE_INVALID: 'RFC 5280 §6.1.3 (a)(1)',
  ALGORITHM_NOT_ALLOWED: 'RFC 5280 §6.1.3 (a)(1)',
  KEY_UNUSABLE: 'RFC 5280 §6.1.3 (a)(1)',
  KEY_TOO_WEAK: 'RFC 5280 §6.1.3 (a)(1)',
  NOT_YET_VALID: 'RFC 5280 §6.1.3 (a)(2)',
  EXPIRED: 'RFC 5280 §6.1.3 (a)(2)',
  REVOKED: 'RFC 5280 §6.1.3 (a)(3)',
  REVOCATION_UNKNOWN: 'RFC 5280 §6.1.3 (a)(3)',
  ISSUER_NAME_MISMATCH: 'RFC 5280 §6.1.3 (a)(4)',
  NAME_NOT_PERMITTED: 'RFC 5280 §6.1.3 (b)',
  NAME_EXCLUDED: 'RFC 5280 §6.1.3 (c)',
  NAME_CONSTRAINT_UNPROCESSABLE: 'RFC 5280 §4.2.1.10',
  POLICY_REQUIRED: 'RFC 5280 §6.1.3 (f)',
  // §6.1.4
  POLICY_MAPPING_ANY: 'RFC 5280 §6.1.4 (a)',
  NOT_A_CA: 'RFC 5280 §6.1.4 (k)',
  PATH_TOO_LONG: 'RFC 5280 §6.1.4 (l)',
  KEY_CERT_SIGN_ABSENT: 'RFC 5280 §6.1.4 (n)',
  CRITICAL_EXTENSION_UNKNOWN: 'RFC 5280 §6.1.4 (o)',
  // §6.1.5
  POLICY_NOT_ACCEPTED: 'RFC 5280 §6.1.5 (g)',
  // what the question asks of the target
  KEY_USAGE_NOT_ALLOWED: 'RFC 5280 §4.2.1.3',
  EXTENDED_KEY_USAGE_NOT_ALLOWED: 'RFC 5280 §4.2.1.12',
  // what RFC 5280 forbids a certificate to be
  SERIAL_NUMBER_ZERO: 'RFC 5280 §4.1.2.2',
  SERIAL_NUMBER_TOO_LONG: 'RFC 5280 §4.1.2.2',
  ISSUER_EMPTY: 'RFC 5280 §4.1.2.4',
  SUBJECT_EMPTY: 'RFC 5280 §4.1.2.6',
  KEY_IDENTIFIER_CRITICAL: 'RFC 5280 §4.2.1.1, §4.2.1.2',
  KEY_USAGE_EMPTY: 'RFC 5280 §4.2.1.3',
  KEY_CERT_SIGN_WITHOUT_CA: 'RFC 5280 §4.2.1.9',
  PATH_LENGTH_WITHOUT_CA: 'RFC 5280 §4.2.1.9',
  SUBJECT_ALT_NAME_MALFORMED: 'RFC 5280 §4.2.1.6',
  NAME_CONSTRAINTS_WITHOUT_CA: 'RFC 5280 §4.2.1.10',
} as const;

export type PathFindingCode = keyof typeof PATH_FINDINGS;

export interface PathFinding {
  readonly code: PathFindingCode;
  readonly clause: string;
  /** Which certificate: 0 is the one asked about, then its issuers in order, the anchor last; none for the whole path. */
  readonly position?: number;
  /** For people. */
  readonly detail: string;
  /** Of REVOKED: when (milliseconds since 1970), and why where it is said. */
  readonly revokedAt?: number;
  readonly reason?: string;
}

export function finding(code: PathFindingCode, detail: string, more: Partial<PathFinding> = {}): PathFinding {
  return { code, clause: PATH_FINDINGS[code], detail, ...more };
}

/** Findings that leave open whether the path is valid; every other one makes it invalid. */
const OPEN: ReadonlySet<PathFindingCode> = new Set(['REVOCATION_UNKNOWN', 'LIMIT_EXCEEDED']);

export type PathVerdict = 'valid' | 'invalid' | 'indeterminate';

export function verdictOf(findings: readonly PathFinding[]): PathVerdict {
  if (findings.length === 0) return 'valid';
  return findings.every(({ code }) => OPEN.has(code)) ? 'indeterminate' : 'invalid';
}
