import pg from 'pg';
import { PostgresError } from './errors.js';

/** Runs `work` on one superuser connection. Statements that fail are not logged: they may hold passwords. */
export async function asSuperuser<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl, ssl: false, connectionTimeoutMillis: 10_000 });
  // A server that ends under an idle connection must not end this process; a running query still rejects.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("SET log_min_error_statement = 'panic'");
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function setSuperuserPassword(client: pg.Client, role: string, password: string): Promise<void> {
  await client.query(`ALTER ROLE ${pg.escapeIdentifier(role)} PASSWORD ${pg.escapeLiteral(password)}`);
  await client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC');
}

/**
 * Makes the role, or gives it this password, and a database that it owns and nobody else may connect to.
 * Doing it again changes the password only. Refuses names of PostgreSQL's own and databases of another owner.
 */
export async function ensureDatabase(
  client: pg.Client,
  { database, role, password }: { database: string; role: string; password: string },
): Promise<void> {
  checkName(database);
  checkName(role);
  if (password === '' || password.includes('\0')) {
    throw new PostgresError('POSTGRES_INPUT_INVALID', 'a password is not empty and has no zero byte');
  }
  const [databaseName, roleName] = [pg.escapeIdentifier(database), pg.escapeIdentifier(role)];
  const roles = await client.query<{ rolsuper: boolean }>('SELECT rolsuper FROM pg_roles WHERE rolname = $1', [role]);
  if (roles.rows[0]?.rolsuper === true) throw new PostgresError('POSTGRES_NAME_TAKEN', `role ${role} is a superuser`);
  const verb = roles.rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(
    `${verb} ROLE ${roleName} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
     PASSWORD ${pg.escapeLiteral(password)}`,
  );
  const databases = await client.query<{ owner: string }>(
    'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1',
    [database],
  );
  const owner = databases.rows[0]?.owner;
  if (owner !== undefined && owner !== role) {
    throw new PostgresError('POSTGRES_NAME_TAKEN', `database ${database} belongs to ${owner}`);
  }
  if (owner === undefined) {
    await client.query(`CREATE DATABASE ${databaseName} OWNER ${roleName} ALLOW_CONNECTIONS false`);
  }
  // Closed until here, so there is no moment at which everybody may connect; repeated, as a crash may lie between.
  await client.query(`REVOKE ALL ON DATABASE ${databaseName} FROM PUBLIC`);
  await client.query(`ALTER DATABASE ${databaseName} ALLOW_CONNECTIONS true`);
}

/**
 * PostgreSQL cuts longer names silently, so two would become one; and clients disagree on how a DATABASE_URL escapes
 * a database's name (pg leaves %2F and its like as they are), so a name needs no escaping.
 */
function checkName(name: string): void {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name) || /^(pg_|postgres$|template[01]$)/.test(name)) {
    throw new PostgresError(
      'POSTGRES_INPUT_INVALID',
      `${JSON.stringify(name)}: a name has 1 to 63 of a-z, 0-9 and _, no digit first, and is not PostgreSQL's own`,
    );
  }
}
