/** The checks of a verdict on a seal or a seal signature, in the order in which they are reported. */
export const SES_VERDICT_CHECK_IDS = [
  'SES-FMT',
  'SES-SIG',
  'SIGNER-IN-LIST',
  'SIGNER-CHAIN',
  'SIGNER-REVOC',
  'SIGNER-KU',
  'DATA-HASH',
  'TIME-IN-CERT',
  'TIME-IN-SEAL',
  'SEAL-SIG',
  'SEAL-TIME',
  'SEAL-STATUS',
  'MAKER-CHAIN',
  'MAKER-REVOC',
  'MAKER-KU',
  'TSA-TOKEN',
  'ALG-POLICY',
  'EXT-CRITICAL',
] as const;

export type SesVerdictCheckId = (typeof SES_VERDICT_CHECK_IDS)[number];

export const SES_VERDICT_CODES = [
  'OK',
  // structure
  'FORMAT_DEVIATES',
  'FORMAT_NOT_STRICT',
  'FORMAT_VERSION_MISMATCH',
  // signatures and certificates
  'SIGNATURE_INVALID',
  'SIGNATURE_NOT_VERIFIED',
  'CERTIFICATE_UNREADABLE',
  'CERTIFICATE_CHAIN_INVALID',
  'CERTIFICATE_NOT_TRUSTED',
  'CERTIFICATE_NOT_VALID_THEN',
  'CERTIFICATE_EXPIRED_SINCE',
  'CERTIFICATE_REVOKED',
  'REVOKED_SINCE',
  'REVOKED_AFTER_DECLARED_TIME',
  'REVOCATION_UNKNOWN',
  'KEY_USAGE_MISSING',
  'KEY_USAGE_ABSENT',
  'SIGNER_NOT_IN_LIST',
  'SIGNER_LIST_NOT_COMPARABLE',
  // the document
  'DATA_HASH_MISMATCH',
  'PROPERTY_INFO_MISMATCH',
  'DOCUMENT_NOT_GIVEN',
  // times
  'SIGNING_TIME_DECLARED',
  'SIGNING_TIME_UNKNOWN',
  'SIGNED_OUTSIDE_CERTIFICATE_VALIDITY',
  'SIGNED_OUTSIDE_SEAL_PERIOD',
  'SIGNED_AFTER_TIME_ASKED',
  'SEAL_PERIOD_INVERTED',
  'SEAL_CREATED_OUTSIDE_PERIOD',
  'SEAL_CREATED_AFTER_TIME_ASKED',
  'SEAL_NOT_IN_FORCE',
  'TIMESTAMP_ABSENT',
  'TIMESTAMP_NOT_VERIFIED',
  'TIMESTAMP_INVALID',
  'TIMESTAMP_BEFORE_DECLARED_TIME',
  // policy
  'SEAL_STATUS_UNKNOWN',
  'SEAL_STATUS_NOT_ACTIVE',
  'ALGORITHM_FORBIDDEN',
  'ALGORITHM_NOT_ALLOWED',
  'EXTENSION_CRITICAL_UNKNOWN',
] as const;

export type SesVerdictCode = (typeof SES_VERDICT_CODES)[number];

/** Facts for people and programs; times are RFC 3339. */
export type CheckEvidence = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** `warning`: good, with a remark. `skipped`: it could not be established, which is never a yes. */
export type JudgedOutcome = 'passed' | 'failed' | 'warning' | 'skipped';

export interface JudgedCheck {
  readonly id: SesVerdictCheckId;
  /** Some checks are made of both. */
  readonly part: 'signature' | 'seal';
  readonly outcome: JudgedOutcome;
  readonly code: SesVerdictCode;
  /** Whether `valid` needs it established; one that is not required may be skipped without harm. */
  readonly required: boolean;
  readonly evidence: CheckEvidence;
}

export type Verdict = 'valid' | 'invalid' | 'indeterminate';

/** A check before it is said which part it is about. */
export type CheckResult = Omit<JudgedCheck, 'part'>;

type Make = (id: SesVerdictCheckId, code: SesVerdictCode, evidence?: CheckEvidence) => CheckResult;

export const passed = (id: SesVerdictCheckId, evidence: CheckEvidence = {}): CheckResult => ({
  id,
  outcome: 'passed',
  code: 'OK',
  required: true,
  evidence,
});

const made =
  (outcome: JudgedOutcome, required: boolean): Make =>
  (id, code, evidence = {}) => ({ id, outcome, code, required, evidence });

export const failed = made('failed', true);
export const warning = made('warning', true);
/** Not established, and `valid` needs it. */
export const unknown = made('skipped', true);
/** Not established, and not needed. */
export const notNeeded = made('skipped', false);

export const about = (part: JudgedCheck['part'], results: readonly CheckResult[]): JudgedCheck[] =>
  results.map(({ id, outcome, code, required, evidence }) => ({ id, part, outcome, code, required, evidence }));

/** One failure is enough against; one thing needed and not established is enough to leave it open. */
export function conclude(checks: readonly JudgedCheck[]): Verdict {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'invalid';
  if (checks.some(({ outcome, required }) => outcome === 'skipped' && required)) return 'indeterminate';
  return 'valid';
}
