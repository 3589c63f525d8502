import type { RawWrite } from '../embedded/raw-block.js';
import type { Finding } from './finding.js';

/** What a transaction wrote, held against what the rules make of it; `replayed` is undefined where they refuse it. */
export function* compareWrites(
  block: number,
  index: number,
  stored: readonly RawWrite[],
  replayed: readonly RawWrite[] | undefined,
): Generator<Finding> {
  if (replayed === undefined) {
    yield { code: 'TRANSACTION_REFUSED', table: 'ledger_transaction', block, index };
    return;
  }
  const table = 'ledger_write';
  const expected = new Map(replayed.map(({ key, record }) => [key, record]));
  for (const { key, record } of stored) {
    const right = expected.get(key);
    expected.delete(key);
    if (right === undefined) yield { code: 'WRITE_SURPLUS', table, block, index, key };
    else if (right !== record) yield { code: 'WRITE_DIFFERENT', table, block, index, key };
  }
  for (const key of expected.keys()) yield { code: 'WRITE_MISSING', table, block, index, key };
}
