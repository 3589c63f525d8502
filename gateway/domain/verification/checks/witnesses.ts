import type { BlockStatement, BlockStatementBody } from '../../../../chaincode/model/block-statement.js';
import { decodeBase64url } from '../../../../pki/encoding/base64url.js';
import { canonicalBytes, canonicalJson } from '../../../../pki/encoding/canonical-json.js';
import { formatTime, parseTime } from '../../../../pki/encoding/times.js';
import type { Anchoring, Case } from '../case.js';
import { type Finding, failed, passed, unknown } from '../finding.js';

/** How far ahead of the verifier's clock a witness's may be. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

export interface WitnessJudgement {
  finding: Finding;
  /** The block as the statements have it; the first one's word where they do not make a quorum. */
  block: BlockStatementBody | undefined;
  /** Only where a quorum agrees. */
  anchoring?: Anchoring;
}

/**
 * A quorum of the domains that were members at that height, at least one of them not the issuer's, saw one and the same
 * block. Evidence carries exactly a quorum; two bodies of one witness for one height convict it, and the rest decide.
 */
export function judgeWitnesses(ground: Case): WitnessJudgement {
  const { evidence, trust } = ground;
  const { statements } = evidence.receipt;
  const first = statements[0]?.statement;
  const height = first?.blockNumber ?? 0;
  const no = (finding: Finding): WitnessJudgement => ({ finding, block: first });

  for (const { statement } of statements) {
    if (statement.blockNumber !== height) return no(failed('WITNESS_STATEMENT_SURPLUS', { domain: statement.domain }));
  }
  for (const each of statements) {
    const finding = judgeSignature(each, ground);
    if (finding !== undefined) return no(finding);
  }
  const bodies = new Map<string, BlockStatementBody[]>();
  for (const { statement } of statements) {
    bodies.set(statement.domain, [...(bodies.get(statement.domain) ?? []), statement]);
  }
  for (const [domain, own] of bodies) {
    if (new Set(own.map((body) => canonicalJson(body))).size !== own.length) {
      return no(failed('WITNESS_STATEMENT_SURPLUS', { domain }));
    }
  }
  const counted = [...bodies.values()]
    .filter((own) => own.length === 1)
    .flat()
    .filter((body) => counts(body, ground));
  const [block] = counted;
  const quorum = trust.quorumAt(height);
  const facts = { blockNumber: height, counted: counted.length, quorum };
  if (block !== undefined && counted.some((body) => !isSameBlock(body, block)))
    return no(unknown('WITNESS_CONFLICT', facts));
  if (counted.length > quorum) return no(failed('WITNESS_STATEMENT_SURPLUS', facts));
  const foreign = counted.some(({ domain }) => domain !== evidence.document.domain);
  if (block === undefined || counted.length < quorum || !foreign) return no(unknown('WITNESS_QUORUM_MISSING', facts));

  const times = counted.map(({ seenAt }) => parseTime(seenAt)).sort((a, b) => a - b);
  const at = times[quorum - 1] ?? Number.NaN;
  const anchoring = { blockNumber: height, index: evidence.receipt.blockProof.index, at };
  return { finding: passed({ ...facts, anchoredAt: formatTime(at) }), block, anchoring };
}

/** Signed with the key that the domain's witness had at that height. */
function judgeSignature({ statement, signature }: BlockStatement, { trust, memory }: Case): Finding | undefined {
  const { domain, blockNumber } = statement;
  const view = trust.domainAt(domain, blockNumber);
  const facts = { domain, blockNumber };
  if (view === undefined) {
    const beyond = blockNumber > trust.blockNumber && !trust.knows(domain);
    return beyond ? unknown('WITNESS_UNKNOWN', facts) : failed('WITNESS_UNKNOWN', facts);
  }
  const bytes = canonicalBytes(statement);
  const holds = memory.verifyShared(view.witnessKey, 'block-statement', bytes, decodeBase64url(signature, 64));
  return holds ? undefined : failed('WITNESS_SIGNATURE_INVALID', facts);
}

function counts({ domain, blockNumber, network, ledger, seenAt }: BlockStatementBody, { trust, now }: Case): boolean {
  const isConvicted = blockNumber >= (trust.convictedFrom(domain) ?? Number.POSITIVE_INFINITY);
  const isOurs = network === trust.network && ledger === trust.ledger;
  return !isConvicted && isOurs && parseTime(seenAt) <= now + CLOCK_TOLERANCE_MS;
}

function isSameBlock(a: BlockStatementBody, b: BlockStatementBody): boolean {
  return a.blockHash === b.blockHash && a.blockRoot === b.blockRoot && a.blockSize === b.blockSize;
}
