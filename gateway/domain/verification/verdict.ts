import type { Finding } from './finding.js';
import type { ReasonCode } from './reasons.js';
import { CHECK_NAMES, type Check, type CheckName, type Verdict } from './report.js';

export interface Conclusion {
  verdict: Verdict;
  checks: Check[];
  codes: ReasonCode[];
  warnings: ReasonCode[];
}

/**
 * What the findings come to. `required` is the policy's: a required check that is not passed keeps the verdict from being
 * valid, and one that is not there counts as skipped; anything failed makes it invalid.
 */
export function conclude(findings: Readonly<Record<CheckName, Finding>>, required: ReadonlySet<CheckName>): Conclusion {
  const checks = CHECK_NAMES.map((name): Check => {
    const { warnings: _, ...finding } = findings[name];
    return { name, ...finding };
  });
  const open = checks.filter(
    ({ name, outcome }) => outcome === 'failed' || (outcome !== 'passed' && required.has(name)),
  );
  return {
    verdict: verdictOf(open),
    checks,
    codes: open.flatMap(({ code }) => code ?? []),
    warnings: CHECK_NAMES.flatMap((name) => findings[name].warnings ?? []),
  };
}

function verdictOf(open: readonly Check[]): Verdict {
  if (open.some(({ outcome }) => outcome === 'failed')) return 'invalid';
  return open.length === 0 ? 'valid' : 'indeterminate';
}
