import type { BlockStatementBody } from '../../../../chaincode/model/block-statement.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import type { SeenStatement } from '../batch-results.js';
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
  const { evidence, trust, batchResults } = ground;
  const seen = batchResults.statements;
  const first = seen[0]?.body;
  const height = first?.blockNumber ?? 0;
  const no = (finding: Finding): WitnessJudgement => ({ finding, block: first });

  for (const { body } of seen) {
    if (body.blockNumber !== height) return no(failed('WITNESS_STATEMENT_SURPLUS', { domain: body.domain }));
  }
  for (const each of seen) {
    const finding = judgeSignature(each, ground);
    if (finding !== undefined) return no(finding);
  }
  const doubled = seen.find((each, at) => seen.findIndex(({ text }) => text === each.text) !== at);
  if (doubled !== undefined) return no(failed('WITNESS_STATEMENT_SURPLUS', { domain: doubled.body.domain }));
  const counted = seen.filter(
    (each) => seen.every((other) => other === each || other.body.domain !== each.body.domain) && counts(each, ground),
  );
  const block = counted[0]?.body;
  const quorum = trust.quorumAt(height);
  const facts = { blockNumber: height, counted: counted.length, quorum };
  if (block !== undefined && counted.some(({ body }) => !isSameBlock(body, block)))
    return no(unknown('WITNESS_CONFLICT', facts));
  if (counted.length > quorum) return no(failed('WITNESS_STATEMENT_SURPLUS', facts));
  const foreign = counted.some(({ body }) => body.domain !== evidence.document.domain);
  if (block === undefined || counted.length < quorum || !foreign) return no(unknown('WITNESS_QUORUM_MISSING', facts));

  const times = counted.map(({ seenAt }) => seenAt).sort((a, b) => a - b);
  const at = times[quorum - 1] ?? Number.NaN;
  const anchoring = { blockNumber: height, index: evidence.receipt.blockProof.index, at };
  return { finding: passed({ ...facts, anchoredAt: formatTime(at) }), block, anchoring };
}

/** Signed with the key that the domain's witness had at that height. */
function judgeSignature({ body, isSignedBy }: SeenStatement, { trust, memory }: Case): Finding | undefined {
  const { domain, blockNumber } = body;
  const view = trust.domainAt(domain, blockNumber);
  const facts = { domain, blockNumber };
  if (view === undefined) {
    const beyond = blockNumber > trust.blockNumber && !trust.knows(domain);
    return beyond ? unknown('WITNESS_UNKNOWN', facts) : failed('WITNESS_UNKNOWN', facts);
  }
  return isSignedBy(view.witnessKey, memory) ? undefined : failed('WITNESS_SIGNATURE_INVALID', facts);
}

function counts({ body, seenAt }: SeenStatement, { trust, now }: Case): boolean {
  const { domain, blockNumber, network, ledger } = body;
  const isConvicted = blockNumber >= (trust.convictedFrom(domain) ?? Number.POSITIVE_INFINITY);
  const isOurs = network === trust.network && ledger === trust.ledger;
  return !isConvicted && isOurs && seenAt <= now + CLOCK_TOLERANCE_MS;
}

function isSameBlock(a: BlockStatementBody, b: BlockStatementBody): boolean {
  return a.blockHash === b.blockHash && a.blockRoot === b.blockRoot && a.blockSize === b.blockSize;
}
