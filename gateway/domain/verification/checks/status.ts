import { decodeBase64url } from '../../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../../pki/encoding/canonical-json.js';
import { parseTime } from '../../../../pki/encoding/times.js';
import { verifyProof } from '../../../../pki/merkle/proof.js';
import { statusLeafHash } from '../../evidence/leaves.js';
import type { StatusLeaf, StatusStatement } from '../../evidence/status.js';
import { statusKeysOf } from '../../evidence/status-keys.js';
import type { Case, KnownStates } from '../case.js';
import { type Finding, failed, unknown } from '../finding.js';
import { judgeFacts } from '../judge-facts.js';
import { type Asked, ageOf, coverage, type StatusJudgement } from '../status-judgement.js';
import { CLOCK_TOLERANCE_MS } from './witnesses.js';

/**
 * The present state of every entry that the verdict rests on: by the verifier's own node, or by statements of a quorum of the
 * present members that agree. What is stapled must be sound in either case.
 */
export function judgeStatus(ground: Case): StatusJudgement {
  const { evidence, fingerprints, policy } = ground;
  const { leaf } = evidence.receipt;
  const needed = statusKeysOf(leaf, fingerprints);
  const anchoredIn = evidence.receipt.statements[0]?.statement.blockNumber ?? 0;
  for (const statement of evidence.statuses) {
    const finding = judgeForm(statement, needed, ground);
    if (finding !== undefined) return { finding };
  }
  if (policy.statusSource === 'node') {
    return judgeFacts(ground, { needed, licence: leaf.key, notBefore: anchoredIn });
  }
  return judgeStatements(ground, { needed, licence: leaf.key, notBefore: anchoredIn });
}

/** Signature, proofs and keys of one statement; which key its witness had, the block of the head says. */
function judgeForm(statement: StatusStatement, needed: readonly string[], ground: Case): Finding | undefined {
  const { head, leaves } = statement;
  const facts = { domain: head.domain, blockNumber: head.blockNumber };
  const view = ground.trust.domainAt(head.domain, head.blockNumber);
  // Of a domain that the list does not have nothing can be checked; its word does not count below.
  if (view === undefined) return undefined;
  const signature = decodeBase64url(statement.signature, 64);
  if (!ground.memory.verifyShared(view.witnessKey, 'status-head', canonicalBytes(head), signature)) {
    return failed('STATUS_SIGNATURE_INVALID', facts);
  }
  for (const { leaf, proof } of leaves) {
    if (!needed.includes(leaf.key)) return failed('STATUS_SURPLUS', { ...facts, key: leaf.key });
    const sound = leaf.key.startsWith(`${leaf.kind}/`) && leaf.sinceBlock <= head.blockNumber;
    if (!sound || !verifyProof(statusLeafHash(leaf), proof, head.root, head.size)) {
      return failed('STATUS_INVALID', { ...facts, key: leaf.key });
    }
  }
  return undefined;
}

function judgeStatements(ground: Case, asked: Asked): StatusJudgement {
  const { evidence, trust, policy, at } = ground;
  const counted = evidence.statuses.filter((statement) => counts(statement, ground));
  const facts = { counted: counted.length, quorum: trust.presentQuorum };
  if (counted.length < trust.presentQuorum) return { finding: unknown('STATUS_ABSENT', facts) };
  const early = counted.find(({ head }) => head.blockNumber < asked.notBefore);
  if (early !== undefined) return { finding: unknown('STATUS_BEFORE_ANCHORING', { domain: early.head.domain }) };

  const entries = new Map<string, StatusLeaf>();
  for (const { leaves } of counted) {
    for (const { leaf } of leaves) {
      const known = entries.get(leaf.key);
      if (known !== undefined && !agree(known, leaf)) return { finding: unknown('STATUS_CONFLICT', { key: leaf.key }) };
      // The anchoring time behind `since` may differ by what each witness had of the others; the later one promises less.
      if (known === undefined || known.since < leaf.since) entries.set(leaf.key, leaf);
    }
  }
  const missing = asked.needed.find((key) =>
    counted.some(({ leaves }) => leaves.every(({ leaf }) => leaf.key !== key)),
  );
  if (missing !== undefined) return { finding: unknown('STATUS_ABSENT', { ...facts, key: missing }) };

  const seenAt = Math.min(...counted.map(({ head }) => parseTime(head.seenAt)));
  const blockNumber = Math.min(...counted.map(({ head }) => head.blockNumber));
  const ageSeconds = ageOf(seenAt, at);
  const fresh = ageSeconds <= policy.maxStatusAgeSeconds;
  const states: KnownStates = { source: 'statements', entries, seenAt, blockNumber, ageSeconds, fresh };
  if (!fresh) return { finding: unknown('STATUS_STALE', { ageSeconds, limit: policy.maxStatusAgeSeconds }), states };
  return { finding: coverage(states, asked, at), states };
}

/**
 * A present member that is not convicted, with the key of that height, not ahead of the verifier's clock. The height is the
 * witness's own word here: a convicted one would name one from before its conviction.
 */
function counts({ head }: StatusStatement, { trust, now }: Case): boolean {
  const { domain, blockNumber, network, ledger, seenAt } = head;
  return (
    trust.presentMembers.includes(domain) &&
    trust.domainAt(domain, blockNumber) !== undefined &&
    trust.convictedFrom(domain) === undefined &&
    network === trust.network &&
    ledger === trust.ledger &&
    parseTime(seenAt) <= now + CLOCK_TOLERANCE_MS
  );
}

function agree(a: StatusLeaf, b: StatusLeaf): boolean {
  return (
    a.version === b.version &&
    a.digest === b.digest &&
    a.state === b.state &&
    a.distrustFrom === b.distrustFrom &&
    a.sinceBlock === b.sinceBlock &&
    a.sinceIndex === b.sinceIndex
  );
}
