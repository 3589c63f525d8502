import type { Pool } from 'pg';
import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { onOneClient } from '../embedded/on-one-client.js';
import { checkChain } from './check-chain.js';
import { compareState, findStrays } from './check-tables.js';
import { checkWitnesses } from './check-witnesses.js';
import type { Finding } from './finding.js';

/**
 * Replays an embedded ledger from block 0 with the transaction functions and compares every row and column of its tables:
 * an empty list is the good answer. Reads one snapshot and changes nothing; the whole state is held in memory. Chains from
 * before a change of the rules need the rules of their time.
 */
export async function fsckLedger(input: {
  pool: Pool;
  apply: ApplyTransaction;
  /** What witnesses have signed of this ledger, from wherever it is kept outside its database. */
  statements: AsyncIterable<BlockStatement> | Iterable<BlockStatement>;
}): Promise<Finding[]> {
  const { pool, apply, statements } = input;
  return onOneClient(pool, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const chain = await checkChain(client, apply);
    const findings = [
      ...chain.findings,
      ...(await findStrays(client)),
      ...(await compareState(client, chain.replay.state)),
      ...(await checkWitnesses(chain, statements)),
    ];
    await client.query('ROLLBACK');
    return findings;
  });
}
