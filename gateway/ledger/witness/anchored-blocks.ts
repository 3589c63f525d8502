import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { Clock } from '../../domain/ports/clock.js';
import { type Anchoring, anchoringOf } from './anchoring.js';
import type { Convictions } from './convictions.js';
import type { Membership } from './membership.js';
import { isSignedBy } from './statement.js';
import type { StatementStore } from './statement-store.js';

export interface AnchoredBlocks {
  /** The anchorings of those of the blocks that have one. */
  of(blockNumbers: readonly number[]): Promise<Map<number, Anchoring>>;
}

const REMEMBERED = 10_000;

/** Reads statements, judges them anew, and remembers the blocks of which every member has spoken. */
export function createAnchoredBlocks(deps: {
  network: string;
  ledger: string;
  store: StatementStore;
  membership: Membership;
  convictions: Convictions;
  clock: Clock;
}): AnchoredBlocks {
  const { network, ledger, store, membership, convictions, clock } = deps;
  const complete = new Map<number, Anchoring>();
  const isSigned = rememberSignatures();
  let convicted = '';

  const judge = async (blockNumber: number, statements: BlockStatement[], ground: Convicted) => {
    const members = await membership.at(blockNumber);
    if (members === undefined) return undefined;
    return anchoringOf(statements, { network, ledger, members, convictions: ground, now: clock.now(), isSigned });
  };

  return {
    async of(blockNumbers) {
      const ground = await convictions.list();
      // A conviction takes a voice away from blocks that had all of them.
      const now = ground.map(({ domain, blockNumber }) => `${domain}@${blockNumber}`).join();
      if (now !== convicted || complete.size > REMEMBERED) complete.clear();
      convicted = now;
      const asked = [...new Set(blockNumbers)];
      const missing = asked.filter((blockNumber) => !complete.has(blockNumber));
      const statements = missing.length === 0 ? [] : await store.list(missing);
      const found = new Map<number, Anchoring>();
      for (const blockNumber of asked) {
        const own = statements.filter(({ statement }) => statement.blockNumber === blockNumber);
        const anchoring = complete.get(blockNumber) ?? (await judge(blockNumber, own, ground));
        if (anchoring === undefined) continue;
        found.set(blockNumber, anchoring);
        if (anchoring.complete) complete.set(blockNumber, anchoring);
      }
      return found;
    },
  };
}

type Convicted = Awaited<ReturnType<Convictions['list']>>;

/** The outcome of a signature check is a pure function of its input, and the same statements are judged again and again. */
function rememberSignatures(): typeof isSignedBy {
  const good = new Set<string>();
  return (key, statement) => {
    const name = `${Buffer.from(key).toString('latin1')}${JSON.stringify(statement)}`;
    if (good.has(name)) return true;
    const isGood = isSignedBy(key, statement);
    if (good.size >= REMEMBERED) good.clear();
    if (isGood) good.add(name);
    return isGood;
  };
}
