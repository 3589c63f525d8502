import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { canonicalJson, parseCanonicalJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { readStatement, statementDigest } from './statement.js';
import type { StatementStore } from './statement-store.js';

/** The table in the gateway's own database; the gateway's migrations make it, and it is the same text. */
export const BLOCK_STATEMENT_TABLE = `
CREATE TABLE IF NOT EXISTS block_statement (
  domain text NOT NULL, block_number integer NOT NULL, digest text NOT NULL, seen_at text NOT NULL,
  content text NOT NULL, CONSTRAINT block_statement_pkey PRIMARY KEY (domain, block_number, digest));
CREATE INDEX IF NOT EXISTS block_statement_block ON block_statement (block_number);`;

/** Runs one statement and answers its rows. */
export type RunSql = (sql: string, values: unknown[]) => Promise<Record<string, unknown>[]>;

export interface SqlDatabase {
  run: RunSql;
  /** At READ COMMITTED; rolled back when the work rejects. */
  transaction<T>(work: (run: RunSql) => Promise<T>): Promise<T>;
}

const INSERT = `INSERT INTO block_statement (domain, block_number, digest, seen_at, content)
  VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING domain`;
/** Over a row with the same body that nobody signed. */
const CLAIM = `INSERT INTO block_statement (domain, block_number, digest, seen_at, content) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (domain, block_number, digest) DO UPDATE SET seen_at = excluded.seen_at, content = excluded.content`;
const AT_HEIGHT = 'SELECT content FROM block_statement WHERE domain = $1 AND block_number = $2 ORDER BY digest';

/** Statements in the table `block_statement`. Rows that are no statements are passed over. */
export function createSqlStatementStore(database: SqlDatabase): StatementStore {
  const query = async (sql: string, values: unknown[]) => statementsOf(await database.run(sql, values));
  return {
    append: async (statement) => (await database.run(INSERT, valuesOf(statement))).length > 0,
    claim: (own, isOwn) =>
      database.transaction(async (run) => {
        const { domain, blockNumber } = own.statement;
        // Of two processes of one domain that have both signed, only one may ever show what it signed.
        await run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`yinxin witness ${domain}`]);
        const before = statementsOf(await run(AT_HEIGHT, [domain, blockNumber])).find(isOwn);
        if (before === undefined) await run(CLAIM, valuesOf(own));
        return before ?? own;
      }),
    list: (blockNumbers) =>
      query(
        'SELECT content FROM block_statement WHERE block_number = ANY($1::integer[]) ORDER BY block_number, domain',
        [blockNumbers],
      ),
    from: (domain, fromBlock, limit) =>
      query(
        `SELECT content FROM block_statement WHERE domain = $1 AND block_number >= $2
         ORDER BY block_number, digest LIMIT $3`,
        [domain, fromBlock, limit],
      ),
    latest: async (domain) =>
      (
        await query(
          'SELECT content FROM block_statement WHERE domain = $1 ORDER BY block_number DESC, digest LIMIT 1',
          [domain],
        )
      )[0],
    conflicts: () =>
      query(
        `SELECT content FROM block_statement JOIN (
           SELECT domain, block_number FROM block_statement GROUP BY domain, block_number HAVING count(*) > 1
         ) AS doubled USING (domain, block_number) ORDER BY block_number, domain, digest`,
        [],
      ),
  };
}

function valuesOf(statement: BlockStatement): unknown[] {
  const { domain, blockNumber, seenAt } = statement.statement;
  return [domain, blockNumber, statementDigest(statement), seenAt, canonicalJson(statement)];
}

function statementsOf(rows: Record<string, unknown>[]): BlockStatement[] {
  return rows.flatMap(({ content }) => parse(content) ?? []);
}

function parse(content: unknown): BlockStatement | undefined {
  try {
    return typeof content === 'string' ? readStatement(parseCanonicalJson(content)) : undefined;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
