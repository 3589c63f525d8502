import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { AppError } from '../../domain/errors.js';
import type { Convictions } from './convictions.js';
import type { Membership } from './membership.js';
import { isSameBlock, isSignedBy, readStatement } from './statement.js';
import type { StatementStore } from './statement-store.js';
import type { OnWitnessEvent } from './witness-events.js';

/** Statements that are taken at once. */
export const MAX_STATEMENTS = 1_000;
/** Bodies of one witness for one height that are kept: two are the proof, and more would fill the store for nothing. */
const MAX_BODIES = 2;

export const STATEMENT_REFUSALS = [
  'STATEMENT_MALFORMED',
  'STATEMENT_OF_OTHER_NETWORK',
  'STATEMENT_OF_OTHER_DOMAIN',
  'STATEMENT_AHEAD',
  'STATEMENT_NOT_A_MEMBER',
  'STATEMENT_SIGNATURE',
] as const;
export type StatementRefusal = (typeof STATEMENT_REFUSALS)[number];

export interface Collected {
  /** New ones. */
  kept: number;
  refused: { index: number; code: StatementRefusal }[];
  /** Height of the last statement that was good, whether new or kept before. */
  last?: number;
}

export interface CollectDeps {
  network: string;
  ledger: string;
  /** This gateway's own domain. */
  domain: string;
  store: StatementStore;
  membership: Membership;
  convictions: Pick<Convictions, 'list' | 'changed'>;
  onEvent: OnWitnessEvent;
}

/**
 * Takes statements that claim to be of one domain's witness: verifies each and keeps the good ones. Two bodies for one height
 * are both kept, for they are the proof. Throws PAYLOAD_TOO_LARGE for more than 1000 at once.
 */
export function createCollectStatements(deps: CollectDeps) {
  const { store, convictions, onEvent } = deps;

  return async (domain: string, statements: readonly unknown[]): Promise<Collected> => {
    if (statements.length > MAX_STATEMENTS) throw new AppError('PAYLOAD_TOO_LARGE');
    const collected: Collected = { kept: 0, refused: [] };
    const good: BlockStatement[] = [];
    for (const [index, value] of statements.entries()) {
      const judged = await judge(deps, domain, value);
      if (typeof judged === 'string') {
        collected.refused.push({ index, code: judged });
        continue;
      }
      good.push(judged);
      collected.last = judged.statement.blockNumber;
    }
    const fresh = await keep(domain, good);
    collected.kept = fresh.length;
    if (fresh.length > 0) await compare(deps, domain, fresh);
    return collected;
  };

  /** Answers those that are new. */
  async function keep(domain: string, good: readonly BlockStatement[]): Promise<BlockStatement[]> {
    if (good.length === 0) return [];
    const heights = [...new Set(good.map(({ statement }) => statement.blockNumber))];
    const kept = (await store.list(heights)).filter(({ statement }) => statement.domain === domain);
    const fresh: BlockStatement[] = [];
    for (const each of good) {
      const { blockNumber } = each.statement;
      const same = kept.filter(({ statement }) => statement.blockNumber === blockNumber);
      // Rows that the witness did not sign must not take the places of its own.
      if (same.length >= MAX_BODIES && (await countSigned(deps, same)) >= MAX_BODIES) continue;
      if (!(await store.append(each))) continue;
      kept.push(each);
      fresh.push(each);
    }
    return fresh;
  }

  /** Holds what is new against what the same witness, and this one, have said of those heights. */
  async function compare(
    { domain: own }: CollectDeps,
    domain: string,
    fresh: readonly BlockStatement[],
  ): Promise<void> {
    const kept = await store.list(fresh.map(({ statement }) => statement.blockNumber));
    let isDoubled = false;
    for (const { statement } of fresh) {
      const same = kept.filter((each) => each.statement.blockNumber === statement.blockNumber);
      isDoubled ||= same.filter((each) => each.statement.domain === domain).length > 1;
      const ours = same.find((each) => each.statement.domain === own);
      if (ours !== undefined && !isSameBlock(ours.statement, statement)) {
        onEvent({ kind: 'disagreement', domain, blockNumber: statement.blockNumber });
      }
    }
    if (!isDoubled) return;
    convictions.changed();
    const conviction = (await convictions.list()).find((each) => each.domain === domain);
    if (conviction === undefined) return;
    onEvent({ kind: 'conviction', conviction: { domain, blockNumber: conviction.blockNumber } });
  }
}

async function countSigned({ membership }: CollectDeps, statements: readonly BlockStatement[]): Promise<number> {
  let count = 0;
  for (const each of statements) {
    const { domain, blockNumber } = each.statement;
    const key = (await membership.at(blockNumber))?.witnessKeys.get(domain);
    if (key !== undefined && isSignedBy(key, each)) count += 1;
  }
  return count;
}

async function judge(deps: CollectDeps, domain: string, value: unknown): Promise<BlockStatement | StatementRefusal> {
  const read = readStatement(value);
  if (read === undefined) return 'STATEMENT_MALFORMED';
  const { statement } = read;
  if (statement.network !== deps.network || statement.ledger !== deps.ledger) return 'STATEMENT_OF_OTHER_NETWORK';
  if (statement.domain !== domain) return 'STATEMENT_OF_OTHER_DOMAIN';
  const members = await deps.membership.at(statement.blockNumber);
  if (members === undefined) return 'STATEMENT_AHEAD';
  const key = members.witnessKeys.get(domain);
  if (key === undefined) return 'STATEMENT_NOT_A_MEMBER';
  return isSignedBy(key, read) ? read : 'STATEMENT_SIGNATURE';
}
