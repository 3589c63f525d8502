import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { isSameBlock, isSignedBy } from '../witness/statement.js';
import type { Finding } from './finding.js';
import type { CheckedChain } from './replayed-chain.js';

/**
 * Holds the chain against what witnesses have signed of it, which lies outside its database: a tail that was cut off, and a
 * chain that was made anew from a changed block on, are consistent in themselves and show only here. Keys come from the
 * replayed entries of the domains; a statement of this ledger that none of them verifies is a finding too.
 */
export async function checkWitnesses(
  chain: CheckedChain,
  statements: AsyncIterable<BlockStatement> | Iterable<BlockStatement>,
): Promise<Finding[]> {
  const findings = new Map<string, Finding>();
  for await (const each of statements) {
    const code = judge(chain, each);
    const block = each.statement.blockNumber;
    // Several witnesses say the same of each block.
    if (code !== undefined) findings.set(`${code} ${block}`, { code, table: 'ledger_block', block });
  }
  return [...findings.values()];
}

function judge({ blocks, ledgerId, witnessKeys }: CheckedChain, each: BlockStatement): Finding['code'] | undefined {
  const { domain, ledger, blockNumber, blockHash } = each.statement;
  const keys = witnessKeys.get(domain) ?? [];
  if (ledger !== ledgerId || !keys.some((key) => isSignedBy(key, each))) return 'STATEMENT_UNVERIFIED';
  const seen = blocks.get(blockNumber);
  if (seen === undefined) return 'WITNESSED_MISSING';
  const isSame = seen.whole === undefined ? seen.blockHash === blockHash : isSameBlock(seen.whole, each.statement);
  return isSame ? undefined : 'WITNESSED_DIFFERENT';
}
