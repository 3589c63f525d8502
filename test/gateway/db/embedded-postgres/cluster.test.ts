import { once } from 'node:events';
import { chmod, mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { startCluster } from '../../../../gateway/db/embedded-postgres/cluster.js';
import { PostgresError } from '../../../../gateway/db/embedded-postgres/errors.js';
import { codeOf, inTemporaryFolder, query } from './support.js';

describe('embedded PostgreSQL: cluster', () => {
  it('stops so that connections are refused, and keeps its data over a restart', () =>
    inTemporaryFolder(async (base) => {
      const dataFolder = join(base, 'postgres');
      const names = { database: 'north', role: 'north', password: 'first' };
      const first = await startCluster({ dataFolder });
      const url = await first.createDatabase(names);
      await query(url, 'CREATE TABLE kept (value int)');
      await query(url, 'INSERT INTO kept VALUES (7)');
      await first.stop();
      await first.stop();
      expect(await codeOf(query(url, 'SELECT 1'))).to.equal('ECONNREFUSED');

      const second = await startCluster({ dataFolder });
      const urlNow = await second.createDatabase({ ...names, password: 'second' });
      expect(await query(urlNow, 'SELECT value FROM kept')).to.deep.equal([{ value: 7 }]);
      expect(await codeOf(query(urlNow.replace(':second@', ':first@'), 'SELECT 1'))).to.equal('28P01');
      await second.stop();
    }));

  it('runs twice at once, on ports of their own', () =>
    inTemporaryFolder(async (base) => {
      const [one, two] = await Promise.all([
        startCluster({ dataFolder: join(base, 'one'), durability: 'test' }),
        startCluster({ dataFolder: join(base, 'two'), durability: 'test' }),
      ]);
      expect(one.port).not.to.equal(two.port);
      expect(new URL(one.adminUrl).password).not.to.equal(new URL(two.adminUrl).password);
      const crossed = one.adminUrl.replace(`:${one.port}/`, `:${two.port}/`);
      expect(await codeOf(query(crossed, 'SELECT 1'))).to.equal('28P01');
      await Promise.all([one.stop(), two.stop()]);
    }));

  it('flushes to the disk unless it is for tests, and listens on loopback TCP only', () =>
    inTemporaryFolder(async (base) => {
      const sql = `SELECT string_agg(setting, ',' ORDER BY name) AS all FROM pg_settings
        WHERE name IN ('fsync','full_page_writes','listen_addresses','synchronous_commit','unix_socket_directories')`;
      const cluster = await startCluster({ dataFolder: join(base, 'postgres') });
      expect(await query(cluster.adminUrl, sql)).to.deep.equal([{ all: 'on,on,127.0.0.1,on,' }]);
      await cluster.stop();
    }));

  it('runs below a folder that the account of the server cannot enter, and below one that it can', () =>
    inTemporaryFolder(async (base) => {
      for (const mode of [0o700, 0o755]) {
        await chmod(base, mode);
        const cluster = await startCluster({ dataFolder: join(base, 'postgres'), durability: 'test' });
        expect(await query(cluster.adminUrl, 'SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
        await cluster.stop();
      }
    }));

  it('keeps data folder and password to its account, and never runs as root', () =>
    inTemporaryFolder(async (base) => {
      const dataFolder = join(base, 'postgres');
      const cluster = await startCluster({ dataFolder, durability: 'test' });
      const [folder, password] = [await stat(dataFolder), await stat(join(dataFolder, 'yinxin.superuser'))];
      expect(folder.mode & 0o777).to.equal(0o700);
      expect(password.mode & 0o777).to.equal(0o600);
      expect(folder.uid).not.to.equal(0);
      await cluster.stop();
    }));

  it('takes a given superuser password, also on data that had another', () =>
    inTemporaryFolder(async (base) => {
      const dataFolder = join(base, 'postgres');
      for (const superuserPassword of [undefined, 'given/one', 'given:two', undefined]) {
        const cluster = await startCluster({
          dataFolder,
          durability: 'test',
          ...(superuserPassword === undefined ? {} : { superuserPassword }),
        });
        expect(await query(cluster.adminUrl, 'SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
        await cluster.stop();
      }
      expect(await codeOf(startCluster({ dataFolder, superuserPassword: 'two\nlines' }))).to.equal(
        'POSTGRES_INPUT_INVALID',
      );
    }));

  it('finishes a password change that was interrupted', () =>
    inTemporaryFolder(async (base) => {
      const dataFolder = join(base, 'postgres');
      const first = await startCluster({ dataFolder, durability: 'test', superuserPassword: 'in-force' });
      await first.stop();
      await writeFile(join(dataFolder, 'yinxin.superuser'), 'wanted\nin-force\n');
      const second = await startCluster({ dataFolder, durability: 'test' });
      expect(new URL(second.adminUrl).password).to.equal('wanted');
      expect(await codeOf(query(second.adminUrl, 'SELECT 1'))).to.equal(undefined);
      await second.stop();
    }));

  it('says that a port asked for is taken', () =>
    inTemporaryFolder(async (base) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const address = other.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const attempt = startCluster({ dataFolder: join(base, 'postgres'), durability: 'test', port });
      expect(await codeOf(attempt)).to.equal('POSTGRES_PORT_TAKEN');
      other.close();
    }));

  it('leaves a folder alone that holds something else', () =>
    inTemporaryFolder(async (base) => {
      await writeFile(join(base, 'letter.txt'), 'not a database');
      expect(await codeOf(startCluster({ dataFolder: base }))).to.equal('POSTGRES_FOLDER_INVALID');
      await writeFile(join(base, 'yinxin.superuser'), '\n');
      await writeFile(join(base, 'PG_VERSION'), '9.6\n');
      expect(await codeOf(startCluster({ dataFolder: base }))).to.equal('POSTGRES_FOLDER_INVALID');
      expect(await readdir(base)).to.have.members(['letter.txt', 'yinxin.superuser', 'PG_VERSION']);
      expect(await codeOf(startCluster({ dataFolder: join(base, 'letter.txt') }))).to.equal(
        'POSTGRES_FOLDER_UNREACHABLE',
      );
    }));

  it('starts in a folder that is there and empty', () =>
    inTemporaryFolder(async (base) => {
      await mkdir(join(base, 'postgres'));
      const cluster = await startCluster({ dataFolder: join(base, 'postgres'), durability: 'test' });
      await cluster.stop();
    }));

  it('tells the end of the server log when damaged data keep it from starting', () =>
    inTemporaryFolder(async (base) => {
      const dataFolder = join(base, 'postgres');
      await (await startCluster({ dataFolder, durability: 'test' })).stop();
      await truncate(join(dataFolder, 'global', 'pg_control'), 10);
      let caught: unknown;
      await startCluster({ dataFolder, durability: 'test' }).catch((error: unknown) => {
        caught = error;
      });
      expect(caught).to.be.instanceOf(PostgresError);
      expect(caught).to.include({ code: 'POSTGRES_START_FAILED' });
      expect(caught instanceof PostgresError ? caught.logTail.join() : '').to.include('pg_control');
    }));
});
