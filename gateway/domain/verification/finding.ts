import type { ReasonCode } from './reasons.js';
import type { Check } from './report.js';

/** What a check says; the report adds its name. */
export type Finding = Omit<Check, 'name'> & { warnings?: readonly ReasonCode[] };
type Facts = Record<string, string | number>;

export const passed = (evidence?: Facts): Finding => with_({ outcome: 'passed' }, evidence);
export const failed = (code: ReasonCode, evidence?: Facts): Finding => with_({ outcome: 'failed', code }, evidence);
/** It cannot be told. */
export const unknown = (code: ReasonCode, evidence?: Facts): Finding => with_({ outcome: 'error', code }, evidence);
export const skipped = (code: ReasonCode, evidence?: Facts): Finding => with_({ outcome: 'skipped', code }, evidence);

function with_(finding: Finding, evidence: Facts | undefined): Finding {
  return evidence === undefined ? finding : { ...finding, evidence };
}
