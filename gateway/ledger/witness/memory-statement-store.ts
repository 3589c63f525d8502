import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { statementDigest } from './statement.js';
import type { StatementStore } from './statement-store.js';

/** A store that lasts as long as its process: for demonstrations and tests. */
export function createMemoryStatementStore(): StatementStore {
  const kept = new Map<string, BlockStatement>();
  const ordered = () => [...kept.values()].sort((a, b) => a.statement.blockNumber - b.statement.blockNumber);
  const ofDomain = (domain: string) => ordered().filter(({ statement }) => statement.domain === domain);
  const append = async (statement: BlockStatement) => {
    const digest = statementDigest(statement);
    const isNew = !kept.has(digest);
    if (isNew) kept.set(digest, statement);
    return isNew;
  };
  return {
    append,
    async claim(own, isOwn) {
      const { domain, blockNumber } = own.statement;
      const before = ofDomain(domain).find((each) => each.statement.blockNumber === blockNumber && isOwn(each));
      if (before === undefined) kept.set(statementDigest(own), own);
      return before ?? own;
    },
    list: async (blockNumbers) => ordered().filter(({ statement }) => blockNumbers.includes(statement.blockNumber)),
    from: async (domain, fromBlock, limit) =>
      ofDomain(domain)
        .filter(({ statement }) => statement.blockNumber >= fromBlock)
        .slice(0, limit),
    latest: async (domain) => ofDomain(domain).at(-1),
    async conflicts() {
      const heights = Map.groupBy(ordered(), ({ statement }) => `${statement.domain}/${statement.blockNumber}`);
      return [...heights.values()].filter((each) => each.length > 1).flat();
    },
  };
}
