import type { ReasonCode } from './reasons.js';

/** What is checked; the order is the order of the report. */
export const CHECK_NAMES = [
  'format',
  'trust',
  'network',
  'identifier',
  'fields',
  'attestation',
  'signing-certificate',
  'seal-signature',
  'seal',
  'receipt-leaf',
  'batch',
  'block',
  'witnesses',
  'status',
  'licence-state',
  'certificate-states',
  'seal-state',
  'right',
  'validity',
  'recognition',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** `failed`: the rule is broken. `error`: it cannot be told. `skipped`: there was nothing to judge, or an earlier check took its ground. */
export type Outcome = 'passed' | 'failed' | 'error' | 'skipped';

export interface Check {
  name: CheckName;
  outcome: Outcome;
  code?: ReasonCode;
  /** The facts that led there: never personal data. */
  evidence?: Record<string, string | number>;
}

export type Verdict = 'valid' | 'invalid' | 'indeterminate';

export interface VerificationReport {
  format: 'yinxin/verification-report/v1';
  verdict: Verdict;
  /** `evidence`: contents and ledger; `ledger`: the ledger's facts only. */
  scope: 'evidence' | 'ledger';
  /** The time asked about. */
  at: string;
  network?: string;
  trustSequence?: number;
  policy: string;
  licence?: {
    licenceId?: string;
    key: string;
    /** These three are unknown to a report on the ledger alone that found nothing. */
    digest?: string;
    version?: number;
    domain?: string;
    authority: string;
    type: string;
    validFrom?: string;
    validUntil?: string;
  };
  anchoredAt?: string;
  status?: { source: 'statements' | 'node'; seenAt: string; ageSeconds: number; blockNumber: number };
  hiddenFields?: number;
  checks: Check[];
  /** The codes of the checks that are not passed, in order; empty for `valid` but for warnings. */
  codes: ReasonCode[];
  warnings: ReasonCode[];
}
