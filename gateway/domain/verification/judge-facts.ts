import { parseTime } from '../../../pki/encoding/times.js';
import type { KnownStates, Question } from './case.js';
import { type Finding, unknown } from './finding.js';
import { type Asked, ageOf, coverage, type StatusJudgement } from './status-judgement.js';

/**
 * The present states by the verifier's own node, or by two others' that agree, which the report then names. No answer is never
 * a yes.
 */
export function judgeFacts({ facts, policy, at }: Question, asked: Asked): StatusJudgement {
  if (facts === undefined || facts === 'unreachable') return { finding: unknown('LEDGER_UNAVAILABLE') };
  if (facts.height < asked.notBefore) {
    return { finding: unknown('STATUS_BEFORE_ANCHORING', { height: facts.height, anchoredIn: asked.notBefore }) };
  }
  const entries = new Map(facts.entries.map((leaf) => [leaf.key, leaf]));
  const missing = asked.needed.find((key) => !entries.has(key));
  if (missing !== undefined)
    return { finding: unknown('LEDGER_ENTRY_MISSING', { key: missing, height: facts.height }) };
  const seenAt = parseTime(facts.seenAt);
  const ageSeconds = ageOf(seenAt, at);
  const fresh = ageSeconds <= policy.maxStatusAgeSeconds;
  const states: KnownStates = { source: 'node', entries, seenAt, blockNumber: facts.height, ageSeconds, fresh };
  if (!fresh) return { finding: unknown('STATUS_STALE', { ageSeconds, limit: policy.maxStatusAgeSeconds }), states };
  const finding = coverage(states, asked, at);
  return { finding: facts.otherNodes === undefined ? finding : namingNodes(finding, facts.otherNodes), states };
}

function namingNodes(finding: Finding, nodes: readonly string[]): Finding {
  return {
    ...finding,
    evidence: { ...finding.evidence, nodes: nodes.join(', ') },
    warnings: [...(finding.warnings ?? []), 'OTHER_NODES_ASKED'],
  };
}
