/** What can be asked of a seal or seal signature by itself. */
export const SES_CHECK_IDS = [
  'SES-FMT',
  'SES-SIG',
  'SIGNER-IN-LIST',
  'SIGNER-KU',
  'SEAL-SIG',
  'SEAL-TIME',
  'MAKER-KU',
  'DATA-HASH',
  'TIME-IN-CERT',
  'TIME-IN-SEAL',
  'TSA-TOKEN',
  'ALG-POLICY',
  'EXT-CRITICAL',
] as const;

export type SesCheckId = (typeof SES_CHECK_IDS)[number];

/** `warning`: good, with a remark. `skipped`: not judged, so never a yes. */
export type SesOutcome = 'passed' | 'failed' | 'warning' | 'skipped';

export const SES_CODES = [
  'OK',
  'FORMAT_DEVIATES',
  'FORMAT_VERSION_MISMATCH',
  'SIGNATURE_INVALID',
  'CERTIFICATE_UNREADABLE',
  'SIGNER_NOT_IN_LIST',
  'SIGNER_LIST_NOT_COMPARABLE',
  'KEY_USAGE_MISSING',
  'KEY_USAGE_ABSENT',
  'SEAL_PERIOD_INVERTED',
  'SEAL_CREATED_OUTSIDE_PERIOD',
  'DATA_HASH_MISMATCH',
  'PROPERTY_INFO_MISMATCH',
  'SIGNED_OUTSIDE_CERTIFICATE_VALIDITY',
  'SIGNED_OUTSIDE_SEAL_PERIOD',
  'SIGNING_TIME_UNKNOWN',
  'TIMESTAMP_ABSENT',
  'TIMESTAMP_NOT_VERIFIED',
  'ALGORITHM_NOT_ALLOWED',
  'EXTENSION_CRITICAL_UNKNOWN',
] as const;

export type SesCode = (typeof SES_CODES)[number];

/** The outcome of one check, before it is said which object it is about. */
export interface SesCheck {
  readonly id: SesCheckId;
  readonly outcome: SesOutcome;
  readonly code: SesCode;
  /** What exactly: the part, the OIDs, the deviations. */
  readonly detail?: string;
}

export interface SesFinding extends SesCheck {
  /** Some checks are made of both. */
  readonly part: 'seal' | 'signature';
}

export const about = (part: SesFinding['part'], checks: readonly SesCheck[]): SesFinding[] =>
  checks.map((check) => ({ part, ...check }));

export const passed = (id: SesCheckId): SesCheck => ({ id, outcome: 'passed', code: 'OK' });

export const failed = (id: SesCheckId, code: SesCode, detail?: string): SesCheck =>
  detail === undefined ? { id, outcome: 'failed', code } : { id, outcome: 'failed', code, detail };

export const warning = (id: SesCheckId, code: SesCode, detail: string): SesCheck => ({
  id,
  outcome: 'warning',
  code,
  detail,
});

export const skipped = (id: SesCheckId, code: SesCode): SesCheck => ({ id, outcome: 'skipped', code });
