import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { Witness } from '../../domain/ports/witness.js';
import type { UseCases } from '../contract.js';

/** What this gateway keeps of one domain's statements. */
export interface KeptStatements {
  from(domain: string, fromBlock: number, limit: number): Promise<BlockStatement[]>;
  latest(domain: string): Promise<BlockStatement | undefined>;
}

export function createListBlockStatements(deps: {
  domain: string;
  statements: KeptStatements;
}): UseCases['listBlockStatements'] {
  return async ({ domain = deps.domain, fromBlock, limit }) => {
    if (fromBlock !== 'latest') return deps.statements.from(domain, fromBlock, limit);
    const latest = await deps.statements.latest(domain);
    return latest === undefined ? [] : [latest];
  };
}

export function createStatusStatement({ witness }: { witness: Witness }): UseCases['statusStatement'] {
  return ({ keys }) => witness.statusStatement(keys);
}
