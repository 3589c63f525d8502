import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { underLock } from '../../network/support/lock.js';
import { identityOf } from '../../network/support/process-identity.js';
import { networkCode } from '../support/network-error.js';

describe('a lock', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-lock-'));
    file = join(folder, 'lock');
  });
  after(() => rm(folder, { recursive: true }));

  it('is held by one at a time, and gone afterwards', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3].map(() =>
        underLock(file, 10_000, async () => {
          most = Math.max(most, ++inside);
          await wait(30);
          inside--;
        }),
      ),
    );
    expect(most).to.equal(1);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('is given up when the work fails', async () => {
    const failure = await underLock(file, 1_000, async () => Promise.reject(new TypeError('no'))).catch(
      (error) => error,
    );
    expect(failure).to.be.instanceOf(TypeError);
    expect(await access(file).catch((error) => error.code)).to.equal('ENOENT');
  });

  it('is not to be had from a living holder', async () => {
    await writeFile(file, `${process.ppid} ${identityOf(process.ppid)}`);
    expect(await networkCode(underLock(file, 300, async () => {}))).to.equal('NETWORK_BUSY');
    await rm(file);
  });

  for (const [whose, holder] of [
    ['a process that is gone', `${2 ** 30} 1`],
    ['a process whose number another one has now', `${process.pid} 1`],
    ['nobody', 'nonsense'],
  ] as const) {
    it(`is taken over from ${whose}`, async () => {
      await writeFile(file, holder);
      expect(await underLock(file, 5_000, async () => 'mine')).to.equal('mine');
    });
  }
});
