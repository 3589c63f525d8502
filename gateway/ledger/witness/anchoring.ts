import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { Conviction } from '../../../chaincode/model/trust-list.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { statementPlace } from '../../domain/evidence/assemble-evidence.js';
import type { Members } from './membership.js';
import { isSameBlock, isSignedBy, statementDigest } from './statement.js';

/** A witness's clock may be this far ahead of ours before its statement has to wait. */
const AHEAD_MS = 5 * 60_000;

export interface AnchoringGround {
  network: string;
  ledger: string;
  members: Members;
  convictions: readonly Pick<Conviction, 'domain' | 'blockNumber'>[];
  /** Milliseconds since 1970. */
  now: number;
  isSigned?: typeof isSignedBy;
}

export interface Anchoring {
  /** Exactly a quorum, the earliest ones, in the order that evidence wants. */
  statements: BlockStatement[];
  /** The quorum-th smallest `seenAt` of the statements that agree. */
  at: string;
  /** Whether every member's statement is in, so that the answer cannot change any more. */
  complete: boolean;
}

/**
 * What a quorum of the members has seen at one height; undefined where none has yet. `statements` are all that are kept for
 * that height and are believed in nothing: signatures, members, doubles and convictions are judged here.
 */
export function anchoringOf(statements: readonly BlockStatement[], ground: AnchoringGround): Anchoring | undefined {
  const { quorum, witnessKeys } = ground.members;
  const counted = singles(statements.filter((each) => isGood(each, ground))).sort(byPlace);
  for (const { statement: block } of counted) {
    const agreeing = counted.filter(({ statement }) => isSameBlock(statement, block));
    const earliest = agreeing.slice(0, quorum);
    const last = earliest.at(-1);
    if (last === undefined || earliest.length < quorum) continue;
    return { statements: earliest, at: last.statement.seenAt, complete: counted.length === witnessKeys.size };
  }
  return undefined;
}

function isGood(each: BlockStatement, ground: AnchoringGround): boolean {
  const { network, ledger, domain, blockNumber, seenAt } = each.statement;
  const key = ground.members.witnessKeys.get(domain);
  const isConvicted = ground.convictions.some((one) => one.domain === domain && one.blockNumber <= blockNumber);
  return (
    key !== undefined &&
    network === ground.network &&
    ledger === ground.ledger &&
    !isConvicted &&
    parseTime(seenAt) <= ground.now + AHEAD_MS &&
    (ground.isSigned ?? isSignedBy)(key, each)
  );
}

/** A witness that signed two bodies for one height has said nothing about it. */
function singles(statements: readonly BlockStatement[]): BlockStatement[] {
  const bodies = new Map(statements.map((each) => [statementDigest(each), each]));
  const byDomain = Map.groupBy(bodies.values(), ({ statement }) => statement.domain);
  return [...byDomain.values()].filter((own) => own.length === 1).flat();
}

function byPlace(a: BlockStatement, b: BlockStatement): number {
  return statementPlace(a) < statementPlace(b) ? -1 : 1;
}
