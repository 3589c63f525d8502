import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { canEnter } from '../../../../gateway/db/embedded-postgres/account.js';
import { startCluster } from '../../../../gateway/db/embedded-postgres/cluster.js';
import { clearStaleLock } from '../../../../gateway/db/embedded-postgres/data-folder.js';
import { codeOf, inTemporaryFolder, query, startOwner, untilRefused } from './support.js';

const NOBODY = { uid: 65534, gid: 65534 };
const isRoot = process.geteuid?.() === 0;
const othersCanRunUs =
  isRoot &&
  (await canEnter(dirname(fileURLToPath(import.meta.url)), NOBODY)) &&
  (await canEnter(dirname(process.execPath), NOBODY));

describe('embedded PostgreSQL: lifetime', () => {
  it('ends when its owner is killed, and the next start finds the data', () =>
    inTemporaryFolder(async (base) => {
      const dataFolder = join(base, 'postgres');
      const owner = await startOwner(dataFolder);
      await query(owner.adminUrl, 'CREATE TABLE kept AS SELECT 7 AS value');
      owner.child.kill('SIGKILL');
      await owner.exited;
      const next = await startCluster({ dataFolder, durability: 'test' });
      expect(await query(next.adminUrl, 'SELECT value FROM kept')).to.deep.equal([{ value: 7 }]);
      await next.stop();
    }));

  it('ends when its owner is killed, although nobody starts it again', () =>
    inTemporaryFolder(async (base) => {
      const owner = await startOwner(join(base, 'postgres'));
      owner.child.kill('SIGKILL');
      await untilRefused(owner.adminUrl);
      // The lock file goes last: only then may the folder be removed.
      await clearStaleLock(join(base, 'postgres'), 15_000);
    }));

  it('starts again on its port when its server is killed, and says which process it is', () =>
    inTemporaryFolder(async (base) => {
      const cluster = await startCluster({ dataFolder: join(base, 'postgres'), durability: 'test' });
      await query(cluster.adminUrl, 'CREATE TABLE kept AS SELECT 7 AS value');
      const before = cluster.processId;
      process.kill(before, 'SIGKILL');
      while ((await codeOf(query(cluster.adminUrl, 'SELECT value FROM kept'))) !== undefined) await delay(50);
      expect(await query(cluster.adminUrl, 'SELECT value FROM kept')).to.deep.equal([{ value: 7 }]);
      expect(cluster.processId).not.to.equal(before);
      await cluster.stop();
      await untilRefused(cluster.adminUrl);
    }));

  it('stays down when it is stopped while it starts again', () =>
    inTemporaryFolder(async (base) => {
      const cluster = await startCluster({ dataFolder: join(base, 'postgres'), durability: 'test' });
      process.kill(cluster.processId, 'SIGKILL');
      await untilRefused(cluster.adminUrl);
      await cluster.stop();
      await delay(1_000);
      expect(await codeOf(query(cluster.adminUrl, 'SELECT 1'))).to.equal('ECONNREFUSED');
    }));

  it('outlives Ctrl-C in the terminal until its owner has closed', () =>
    inTemporaryFolder(async (base) => {
      const owner = await startOwner(join(base, 'postgres'));
      process.kill(-(owner.child.pid ?? Number.NaN), 'SIGINT');
      expect(await owner.exited).to.deep.equal([0, null]);
      expect(owner.lines.at(-1)).to.equal('closed in order');
      expect(await codeOf(query(owner.adminUrl, 'SELECT 1'))).to.equal('ECONNREFUSED');
    }));

  it('comes up in two processes at once that both find no template', () =>
    inTemporaryFolder(async (base) => {
      const temporary = join(base, 'tmp');
      await mkdir(temporary);
      for (const folder of [base, temporary]) await chmod(folder, 0o755);
      const owners = await Promise.all(
        ['one', 'two'].map((name) => startOwner(join(base, name), { env: { TMPDIR: temporary } })),
      );
      for (const { child, exited } of owners) {
        child.kill('SIGINT');
        expect(await exited).to.deep.equal([0, null]);
      }
    }));

  it('refuses a folder that a live server holds', () =>
    inTemporaryFolder(async (base) => {
      const dataFolder = join(base, 'postgres');
      const cluster = await startCluster({ dataFolder, durability: 'test' });
      const pid = Number.parseInt(await readFile(join(dataFolder, 'postmaster.pid'), 'utf8'), 10);
      expect(pid).to.equal(cluster.processId);
      if (process.platform === 'linux') {
        expect(await codeOf(clearStaleLock(dataFolder, 0))).to.equal('POSTGRES_FOLDER_IN_USE');
      }
      expect(await codeOf(query(cluster.adminUrl, 'SELECT 1'))).to.equal(undefined);
      await cluster.stop();
    }));

  it('starts over the lock of a machine that crashed, although another process has its number now', () =>
    inTemporaryFolder(async (base) => {
      const dataFolder = join(base, 'postgres');
      await (await startCluster({ dataFolder, durability: 'test' })).stop();
      const { uid, gid } = await stat(dataFolder);
      const stranger = spawn('sleep', ['60'], { uid, gid, cwd: '/' });
      const lock = join(dataFolder, 'postmaster.pid');
      await writeFile(lock, `${stranger.pid}\n${dataFolder}\n1700000000\n5432\n\n127.0.0.1\n  1  2\nready   \n`);
      await chown(lock, uid, gid);
      const cluster = await startCluster({ dataFolder, durability: 'test' });
      expect(await codeOf(query(cluster.adminUrl, 'SELECT 1'))).to.equal(undefined);
      await cluster.stop();
      stranger.kill();
    }));

  it('takes garbage in the lock file for no lock', () =>
    inTemporaryFolder(async (base) => {
      for (const garbage of ['', '\0\0\0', '-1\n', '0\n', 'x'.repeat(10_000), '99999999999999999999\n']) {
        await writeFile(join(base, 'postmaster.pid'), garbage);
        expect(await codeOf(clearStaleLock(base, 0))).to.equal(undefined);
      }
    }));

  if (othersCanRunUs) {
    it('runs for a user without rights, too', () =>
      inTemporaryFolder(async (base) => {
        await chown(base, NOBODY.uid, NOBODY.gid);
        const owner = await startOwner(join(base, 'postgres'), NOBODY);
        expect(await query(owner.adminUrl, 'SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
        owner.child.kill('SIGINT');
        expect(await owner.exited).to.deep.equal([0, null]);
      }));
  }
});
