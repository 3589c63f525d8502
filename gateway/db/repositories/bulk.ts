import type { EntityManager } from 'typeorm';

type Cell = string | number | boolean | Buffer | Date | null;

/** One INSERT for many rows: a column array each, so that 500 rows cost one round trip and one plan. */
export async function insertMany(
  manager: EntityManager,
  table: string,
  columns: readonly (readonly [name: string, type: string])[],
  rows: readonly (readonly Cell[])[],
  conflict = '',
): Promise<void> {
  if (rows.length === 0) return;
  const names = columns.map(([name]) => name).join(', ');
  const arrays = columns.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ');
  const values = columns.map((_, at) => rows.map((row) => row[at] ?? null));
  await manager.query(`INSERT INTO ${table} (${names}) SELECT * FROM unnest(${arrays}) ${conflict}`, values);
}
