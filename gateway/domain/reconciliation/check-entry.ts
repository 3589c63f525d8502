import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import type { LedgerEntry } from '../ports/ledger.js';
import type { KeptEntry } from '../ports/reconciliation-rows.js';
import { type Drift, differing } from './drift.js';

const TABLE = 'projected_entry';

/** A row of the projection, against the entry as the own node has it. */
export function checkEntry(row: KeptEntry, entry: LedgerEntry | undefined): Drift[] {
  const place = { key: row.key };
  if (entry === undefined) {
    const fix = { kind: 'delete', row: place, column: 'record', before: row.record } as const;
    return [{ class: 'missing-on-ledger', table: TABLE, key: row.key, detail: 'the ledger has no such entry', fix }];
  }
  const about = {
    class: 'state-differs',
    table: TABLE,
    key: row.key,
    detail: 'not the entry that the ledger has',
    row: place,
  } as const;
  return [
    differing(about, 'kind', row.kind, entry.record.kind),
    differing(about, 'record', row.record, canonicalJson(entry.record)),
    differing(about, 'block_number', row.blockNumber, entry.blockNumber),
    differing(about, 'block_index', row.blockIndex, entry.index),
  ].filter((drift) => drift !== undefined);
}

/** An entry that the projection has lost. */
export function missingEntry({ key, record, blockNumber, index }: LedgerEntry): Drift {
  return {
    class: 'missing-in-database',
    table: TABLE,
    key,
    detail: 'the projection has no such entry',
    fix: {
      kind: 'insert',
      values: { key, kind: record.kind, record: canonicalJson(record), block_number: blockNumber, block_index: index },
    },
  };
}
