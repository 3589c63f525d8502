import type { DataSource, EntityManager } from 'typeorm';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { Repairs } from '../../domain/ports/repairs.js';
import type { Cell, Drift, Fix } from '../../domain/reconciliation/drift.js';

const JOURNAL = `INSERT INTO reconciliation_repair
  (at, actor, class, table_name, column_name, key, detail, before_digest, after_digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** A row is set right only where it still is as it was found; the line of the journal comes in the same database transaction. */
export function createRepairs(source: DataSource): Repairs {
  return {
    repair: (drift, { actor, at }) =>
      source.transaction(async (manager) => {
        const values = await apply(manager, drift, drift.fix, new Date(at));
        if (values === undefined) return false;
        await manager.query(JOURNAL, [
          new Date(at),
          actor,
          drift.class,
          drift.table,
          drift.column ?? null,
          drift.key,
          drift.detail,
          digestOf(values.before, values.salt),
          digestOf(values.after, values.salt),
        ]);
        return true;
      }),
  };
}

interface Changed {
  before: Cell;
  after: Cell;
  salt?: string;
}

async function apply(manager: EntityManager, { table }: Drift, fix: Fix, at: Date): Promise<Changed | undefined> {
  switch (fix.kind) {
    case 'set': {
      const { row, column, before, after, salt } = fix;
      const values: Cell[] = [after, before];
      const place = conditions(row, values);
      const sql = `UPDATE ${named(table)} SET ${named(column)} = $1
        WHERE ${named(column)} IS NOT DISTINCT FROM $2 AND ${place} RETURNING 1`;
      return (await changed(manager, sql, values))
        ? { before, after, ...(salt === undefined ? {} : { salt }) }
        : undefined;
    }
    case 'delete': {
      const { row, column, before } = fix;
      const values: Cell[] = [before];
      const place = conditions(row, values);
      const sql = `DELETE FROM ${named(table)} WHERE ${named(column)} IS NOT DISTINCT FROM $1 AND ${place} RETURNING 1`;
      return (await changed(manager, sql, values)) ? { before, after: null } : undefined;
    }
    case 'insert': {
      const columns = Object.keys(fix.values);
      const sql = `INSERT INTO ${named(table)} (${columns.map(named).join(', ')})
        VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')}) ON CONFLICT DO NOTHING RETURNING 1`;
      const isDone = await changed(manager, sql, Object.values(fix.values));
      return isDone ? { before: null, after: canonicalJson(withoutNulls(fix.values)) } : undefined;
    }
    case 'put-back': {
      const { digest, kind, input } = fix.item;
      const kept: { input: string }[] = await manager.query('SELECT input FROM outbox WHERE digest = $1 FOR UPDATE', [
        digest,
      ]);
      await manager.query(
        `INSERT INTO outbox (digest, kind, input, status, created_at) VALUES ($1, $2, $3, 'waiting', $4)
         ON CONFLICT (digest) DO UPDATE SET kind = excluded.kind, input = excluded.input, status = 'waiting', refusal = NULL`,
        [digest, kind, input, at],
      );
      return { before: kept[0]?.input ?? null, after: input };
    }
  }
}

function conditions(row: Readonly<Record<string, Cell>>, values: Cell[]): string {
  return Object.entries(row)
    .map(([column, value]) => `${named(column)} = $${values.push(value)}`)
    .join(' AND ');
}

/** Names come from the code alone; this makes sure of it. */
function named(name: string): string {
  if (!/^[a-z][a-z_]{0,62}$/.test(name)) throw new TypeError('not the name of a table or column');
  return name;
}

async function changed(manager: EntityManager, sql: string, values: readonly Cell[]): Promise<boolean> {
  const answer: unknown = await manager.query(sql, [...values]);
  // For UPDATE and DELETE the driver answers [rows, count].
  const rows: unknown = Array.isArray(answer) && Array.isArray(answer[0]) ? answer[0] : answer;
  return Array.isArray(rows) && rows.length > 0;
}

/** SM3 of the canonical `[salt, value]`; SM3 of nothing for a value that was not there. */
function digestOf(value: Cell, salt = ''): string {
  return sm3Hex(value === null ? new Uint8Array() : Buffer.from(canonicalJson([salt, value])));
}

function withoutNulls(values: Readonly<Record<string, Cell>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).filter((each): each is [string, string | number] => each[1] !== null),
  );
}
