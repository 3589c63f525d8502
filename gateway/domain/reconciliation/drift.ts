import type { OutboxItem } from '../ports/outbox.js';

/**
 * How database and ledger can differ. `missing-on-ledger`: the database has it, the ledger has not. `missing-in-database`: the
 * other way round. `digest-differs`: content, or a copy of it, is not what was signed or anchored. `state-differs`: state or
 * position is not the ledger's. `late`: right so far, and due long ago.
 */
export const DRIFT_CLASSES = [
  'missing-on-ledger',
  'missing-in-database',
  'digest-differs',
  'state-differs',
  'late',
] as const;
export type DriftClass = (typeof DRIFT_CLASSES)[number];

export const DRIFT_TABLES = [
  'licence',
  'licence_batch',
  'outbox',
  'projected_entry',
  'projection_checkpoint',
  'block_statement',
  'trust_list',
  'certificate_file',
  'seal_file',
  'daily_statement',
] as const;
export type DriftTable = (typeof DRIFT_TABLES)[number];

export type Cell = string | number | null;

/** What makes a row right again, from the ledger or from what the ledger vouches for. Nothing else is ever repaired. */
export type Fix =
  | {
      kind: 'set';
      /** Primary key of the row, by column. */
      row: Readonly<Record<string, Cell>>;
      column: string;
      before: Cell;
      after: Cell;
      /** Goes into the digests of the journal where the value is personal: without it they tell nothing. */
      salt?: string;
    }
  | { kind: 'insert'; values: Readonly<Record<string, Cell>> }
  | { kind: 'delete'; row: Readonly<Record<string, Cell>>; column: string; before: Cell }
  /** The signed command goes back into the outbox, which sends it again. */
  | { kind: 'put-back'; item: OutboxItem };

/** One difference. Never names a person or a licence's identifier: `key` is a ledger key, a digest or a place. */
export interface Drift {
  class: DriftClass;
  table: DriftTable;
  /** The column that is wrong; absent where the whole row is. */
  column?: string;
  key: string;
  /** What was held against what. */
  detail: string;
  /** Absent: it cannot be repaired from the ledger. */
  fix?: Fix;
}

/** The same difference, met again, has the same name. */
export function driftName({ class: kind, table, column = '', key, detail }: Drift): string {
  return [kind, table, column, key, detail].join(' ');
}

/** A column that is not what it ought to be, and how it becomes so. `undefined` where it is right. */
export function differing(
  about: Pick<Drift, 'class' | 'table' | 'key' | 'detail'> & { row: Readonly<Record<string, Cell>>; salt?: string },
  column: string,
  before: Cell,
  after: Cell,
): Drift | undefined {
  if (before === after) return undefined;
  const { row, salt, ...rest } = about;
  const fix: Fix = { kind: 'set', row, column, before, after, ...(salt === undefined ? {} : { salt }) };
  return { ...rest, column, fix };
}
