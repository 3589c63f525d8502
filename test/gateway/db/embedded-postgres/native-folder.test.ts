import { chmod, cp, mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { accountFor } from '../../../../gateway/db/embedded-postgres/account.js';
import { installedNativeFolder, runnableNativeFolder } from '../../../../gateway/db/embedded-postgres/native-folder.js';
import { openTemplate } from '../../../../gateway/db/embedded-postgres/template.js';
import { codeOf, inTemporaryFolder } from './support.js';

describe('embedded PostgreSQL: programs and template', () => {
  it('programs that the account cannot reach, or without their links, run from a whole copy', () =>
    inTemporaryFolder(async (base) => {
      const account = await accountFor(join(base, 'none'));
      const installed = await installedNativeFolder();
      const native = { ...installed, folder: join(base, 'closed', 'native') };
      const cache = join(base, 'cache');
      for (const folder of ['closed', 'cache']) await mkdir(join(base, folder), { mode: 0o700 });
      for (const folder of [base, cache]) await chmod(folder, 0o755);
      await cp(installed.folder, native.folder, { recursive: true, verbatimSymlinks: true });
      if (process.platform === 'linux') await rm(join(native.folder, 'lib', 'libicuuc.so.60'), { force: true });
      else await chmod(join(native.folder, 'bin', 'postgres'), 0o600);

      const copies = await Promise.all([0, 1].map(() => runnableNativeFolder(native, cache, account)));
      const [first, second] = copies.map(({ folder }) => folder);
      expect(first).to.match(/cache\/native-[^/]+$/);
      expect(second).to.equal(first);

      // Temporary folders are swept file by file.
      await rm(join(first ?? '', 'share', 'postgresql', 'postgres.bki'));
      await runnableNativeFolder(native, cache, account);
      expect(await readdir(join(first ?? '', 'share', 'postgresql'))).to.include('postgres.bki');
      expect(await readdir(cache)).to.have.lengthOf(1);
    }));

  it('programs that do not run are named as such', () =>
    inTemporaryFolder(async (base) => {
      const native = { folder: join(base, 'native'), version: '18.0.0' };
      await mkdir(join(native.folder, 'bin'), { recursive: true });
      for (const name of ['postgres', 'initdb']) await writeFile(join(native.folder, 'bin', name), '\x7fELF garbage');
      expect(await codeOf(runnableNativeFolder(native, base, undefined))).to.equal('POSTGRES_BINARIES_UNUSABLE');
    }));

  it('a damaged template is made anew', () =>
    inTemporaryFolder(async (cache) => {
      await chmod(cache, 0o755);
      const account = await accountFor(join(cache, 'none'));
      const native = await runnableNativeFolder(await installedNativeFolder(), cache, account);
      const first = await openTemplate(native, cache, account);
      await truncate(join(first.dataFolder, 'global', 'pg_control'), 10);
      const second = await openTemplate(native, cache, account);
      expect(second.password).not.to.equal(first.password);
      expect(await openTemplate(native, cache, account)).to.deep.equal(second);
    }));
});
