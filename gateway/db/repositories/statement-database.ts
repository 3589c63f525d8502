import type { DataSource, EntityManager } from 'typeorm';

type RunSql = (sql: string, values: unknown[]) => Promise<Record<string, unknown>[]>;

/** The gateway's database as the statement store asks for it: rows in, rows out, and one transaction at a time. */
export function createStatementDatabase(source: DataSource): {
  run: RunSql;
  transaction<T>(work: (run: RunSql) => Promise<T>): Promise<T>;
} {
  const runOn =
    (manager: DataSource | EntityManager): RunSql =>
    async (sql, values) => {
      const rows: unknown = await manager.query(sql, values);
      return Array.isArray(rows) ? rows : [];
    };
  return {
    run: runOn(source),
    transaction: (work) => source.transaction('READ COMMITTED', (manager) => work(runOn(manager))),
  };
}
