import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'mocha';
import pg from 'pg';
import { type PostgresCluster, startCluster } from '../../gateway/db/embedded-postgres/cluster.js';

let shared: Promise<{ cluster: PostgresCluster; folder: string }> | undefined;

/** The one cluster of this test process, started by the first test that asks; its data is thrown away at the end. */
export async function withCluster(): Promise<PostgresCluster> {
  shared ??= start();
  return (await shared).cluster;
}

/** An empty database with an owner of its own, for one test or suite. `drop` ends connections that are still open. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const cluster = await withCluster();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  const url = await cluster.createDatabase({ database: name, role: name, password });
  const drop = async () => {
    const client = new pg.Client({ connectionString: cluster.adminUrl });
    await client.connect();
    try {
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS ${pg.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
  };
  return { url, drop };
}

async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'yinxin-test-'));
  const cluster = await startCluster({ dataFolder: join(folder, 'postgres'), durability: 'test' });
  return { cluster, folder };
}

// At the top of a module, so it belongs to mocha's root suite and runs after the last test of all.
after('stop the shared PostgreSQL', async () => {
  if (shared === undefined) return;
  const { cluster, folder } = await shared;
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});
