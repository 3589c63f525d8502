import { expect } from 'chai';
import { freshDatabase, withCluster } from '../../../support/postgres.js';
import { codeOf, query } from './support.js';

describe('embedded PostgreSQL: databases', () => {
  it('no role connects to the database of another, nor to those of the server', async () => {
    const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
    for (const database of [new URL(two.url).pathname, '/postgres', '/template1']) {
      const crossed = Object.assign(new URL(one.url), { pathname: database });
      expect(await codeOf(query(crossed.href, 'SELECT 1')), database).to.equal('42501');
    }
    expect(await codeOf(query(one.url, 'SELECT 1'))).to.equal(undefined);
    await Promise.all([one.drop(), two.drop()]);
  });

  it('a role owns its database and nothing of the server', async () => {
    const { url, drop } = await freshDatabase();
    await query(url, 'CREATE TABLE mine (value text)');
    for (const sql of [
      'CREATE ROLE another',
      'CREATE DATABASE another',
      'SELECT * FROM pg_authid',
      "SELECT pg_read_file('PG_VERSION')",
      "COPY mine FROM PROGRAM 'id'",
      'SET ROLE postgres',
    ]) {
      expect(await codeOf(query(url, sql)), sql).to.equal('42501');
    }
    await drop();
  });

  it('passwords are kept as SCRAM verifiers and needed', async () => {
    const { url, drop } = await freshDatabase();
    const { adminUrl } = await withCluster();
    const rows = await query(
      adminUrl,
      'SELECT DISTINCT left(rolpassword, 14) AS kind FROM pg_authid WHERE rolcanlogin',
    );
    expect(rows).to.deep.equal([{ kind: 'SCRAM-SHA-256$' }]);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    expect(await codeOf(query(wrong.href, 'SELECT 1'))).to.equal('28P01');
    await drop();
  });

  it('any password works, and a second call changes nothing else', async () => {
    const cluster = await withCluster();
    const names = { database: 'select', role: 'user', password: `p'"\\/@:?#%省; DROP ROLE postgres` };
    const url = await cluster.createDatabase(names);
    expect(await query(url, 'SELECT current_user::text AS me')).to.deep.equal([{ me: 'user' }]);
    expect(await cluster.createDatabase(names)).to.equal(url);
    expect(await codeOf(query(url, 'SELECT 1'))).to.equal(undefined);
  });

  it('sorts by code point, whatever the machine', async () => {
    const { url, drop } = await freshDatabase();
    const rows = await query(url, "SELECT v FROM unnest(ARRAY['a','B','省','é','Z']) AS v ORDER BY v");
    expect(rows).to.deep.equal(['B', 'Z', 'a', 'é', '省'].map((v) => ({ v })));
    await drop();
  });

  it("refuses PostgreSQL's own names, names that would be cut or escaped, and another's database", async () => {
    const cluster = await withCluster();
    const good = { database: 'refused', role: 'refused', password: 'p' };
    for (const bad of [
      { database: 'postgres' },
      { database: 'template1' },
      { role: 'postgres' },
      { role: 'pg_monitor' },
      { role: '' },
      { role: 'a'.repeat(64) },
      { role: 'North' },
      { role: `o'"; DROP ROLE postgres; --` },
      { database: 'a/b' },
      { database: 'zero\0byte' },
      { password: '' },
    ]) {
      expect(await codeOf(cluster.createDatabase({ ...good, ...bad })), JSON.stringify(bad)).to.equal(
        'POSTGRES_INPUT_INVALID',
      );
    }
    await cluster.createDatabase({ database: 'taken', role: 'taken', password: 'p' });
    expect(await codeOf(cluster.createDatabase({ ...good, database: 'taken' }))).to.equal('POSTGRES_NAME_TAKEN');
  });
});
