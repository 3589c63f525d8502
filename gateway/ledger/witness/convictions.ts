import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { Conviction } from '../../../chaincode/model/trust-list.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Membership } from './membership.js';
import { isSignedBy, statementDigest } from './statement.js';
import type { StatementStore } from './statement-store.js';

const MAX_AGE_MS = 60_000;

/** Proofs that a witness signed two bodies for one height, verified from what the store keeps. */
export interface Convictions {
  /** The first of each domain. Looked up anew after a minute, and after `changed`. */
  list(): Promise<readonly Conviction[]>;
  changed(): void;
}

export function createConvictions(deps: { store: StatementStore; membership: Membership; clock: Clock }): Convictions {
  const { store, membership, clock } = deps;
  let known: { at: number; convictions: Promise<Conviction[]> } | undefined;

  const look = async () => {
    const found = new Map<string, Conviction>();
    const heights = Map.groupBy(await store.conflicts(), ({ statement: s }) => `${s.domain}/${s.blockNumber}`);
    for (const statements of heights.values()) {
      const [first] = statements;
      if (first === undefined || found.has(first.statement.domain)) continue;
      const { domain, blockNumber } = first.statement;
      const key = (await membership.at(blockNumber))?.witnessKeys.get(domain);
      const proof = key === undefined ? undefined : proofOf(key, statements);
      if (proof !== undefined) found.set(domain, { domain, blockNumber, statements: proof });
    }
    return [...found.values()];
  };

  return {
    async list() {
      const now = clock.now();
      if (known === undefined || now - known.at > MAX_AGE_MS || now < known.at)
        known = { at: now, convictions: look() };
      const looked = known;
      try {
        return await looked.convictions;
      } catch (error) {
        if (known === looked) known = undefined;
        throw error;
      }
    },
    changed() {
      known = undefined;
    },
  };
}

/** Two bodies that the key did sign, in the order of their digests; statements of others under its name prove nothing. */
function proofOf(key: Uint8Array, statements: readonly BlockStatement[]): Conviction['statements'] | undefined {
  const signed = statements.filter((each) => isSignedBy(key, each));
  const [first, second] = [...new Map(signed.map((each) => [statementDigest(each), each]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, each]) => each);
  return first === undefined || second === undefined ? undefined : [first, second];
}
