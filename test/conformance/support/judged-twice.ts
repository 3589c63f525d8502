import { expect } from 'chai';
import { readTrust } from '../../../gateway/domain/trust/read-trust.js';
import type { TrustResult } from '../../../gateway/domain/trust/walk.js';
import { DEFAULT_POLICY, type VerificationPolicy } from '../../../gateway/domain/verification/policy.js';
import type { VerificationReport } from '../../../gateway/domain/verification/report.js';
import { createVerifier, type LedgerFacts } from '../../../gateway/domain/verification/verify.js';
import type { SecondReport, SecondVerifier } from './second-verifier.js';

/** One question to both verifiers, as bytes. */
export interface TwiceCase {
  title: string;
  evidence: Uint8Array;
  trust: Uint8Array;
  network?: string;
  policy?: VerificationPolicy;
  at: string;
  now?: string;
  facts?: LedgerFacts | 'unreachable';
}

export interface Disagreement {
  title: string;
  ours: SecondReport;
  second: SecondReport | string;
}

const verifier = createVerifier();
let walked: { trust: Uint8Array; network: string | undefined; result: TrustResult } | undefined;

/** Most cases of a run have one trust store. */
function walkOnce(trust: Uint8Array, network: string | undefined): TrustResult {
  if (walked?.trust !== trust || walked.network !== network) {
    const result = readTrust(trust, network === undefined ? {} : { pin: { network } });
    walked = { trust, network, result };
  }
  return walked.result;
}

function ours({ evidence, trust, network, policy = DEFAULT_POLICY, at, now = at, facts }: TwiceCase): SecondReport {
  const about = facts === undefined ? {} : { facts };
  return essence(verifier.verifyEvidence({ evidence, trust: walkOnce(trust, network), policy, at, now, ...about }));
}

/** What both verifiers say; the facts beside it are ours alone. */
function essence({ verdict, codes, warnings, anchoredAt, checks }: VerificationReport): SecondReport {
  return {
    verdict,
    codes,
    warnings,
    ...(anchoredAt !== undefined && { anchoredAt }),
    checks: checks.map(({ name, outcome, code }) => ({ name, outcome, ...(code !== undefined && { code }) })),
  };
}

/** Asks both, and gives what they differ in, and how often each verdict fell. */
export async function judgeTwice(second: SecondVerifier, cases: Iterable<TwiceCase>) {
  const differing: Disagreement[] = [];
  const verdicts = { valid: 0, invalid: 0, indeterminate: 0 };
  const codes = new Set<string>();
  for (const each of cases) {
    const { evidence, trust, network, policy = DEFAULT_POLICY, at, now = at, facts: node } = each;
    const asked = { evidence, trust, policy, at, now, ...(network && { network }), ...(node && { node }) };
    const answer = second.verify(asked).catch((error: unknown) => String(error));
    const report = ours(each);
    verdicts[report.verdict] += 1;
    for (const code of report.codes) codes.add(code);
    const said = await answer;
    if (JSON.stringify(said) !== JSON.stringify(report)) {
      differing.push({ title: each.title, ours: report, second: said });
    }
  }
  return { differing, verdicts, codes };
}

/** Fails with the checks that differ. */
export function expectAgreement({ differing }: { differing: readonly Disagreement[] }): void {
  const shown = differing.slice(0, 20).map(({ title, ours, second }) => {
    if (typeof second === 'string') return `${title}: ${second}`;
    const checks = ours.checks.flatMap(({ name, outcome, code }, at) => {
      const other = second.checks[at];
      const same = other?.outcome === outcome && other.code === code;
      return same ? [] : [`${name}: ${outcome} ${code ?? ''} | ${other?.outcome} ${other?.code ?? ''}`];
    });
    return `${title}: ${[...checks, `${ours.warnings} | ${second.warnings}`].join('; ')}`;
  });
  expect(shown.join('\n'), `${differing.length} differ`).to.equal('');
}
