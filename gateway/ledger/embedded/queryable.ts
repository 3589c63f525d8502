import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';

/** A pool or one of its clients. */
export interface Queryable {
  query<Row extends QueryResultRow>(text: string | QueryConfig, values?: unknown[]): Promise<QueryResult<Row>>;
}
