import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readSecretFile } from '../../../gateway/keys/secret-file.js';

describe('a secret file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-secret-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is made once in development, for its owner only', async () => {
    const path = join(folder, 'new', 'kek');
    const first = await readSecretFile(path, { create: true });
    expect(first).to.have.length(32);
    expect(Buffer.from(await readSecretFile(path, { create: true }))).to.deep.equal(Buffer.from(first));
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it('is the same for two that start at once', async () => {
    const path = join(folder, 'twice');
    const [a, b] = await Promise.all([1, 2].map(() => readSecretFile(path, { create: true })));
    expect(Buffer.from(a ?? [])).to.deep.equal(Buffer.from(b ?? []));
    expect((await readdir(folder)).filter((name) => name.startsWith('twice'))).to.deep.equal(['twice']);
  });

  it('is never made in production', async () => {
    const refusal = await readSecretFile(join(folder, 'none'), { create: false }).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'CONFIGURATION_INVALID' });
    expect(String(refusal)).not.to.contain(folder);
  });

  for (const length of [0, 31, 33, 64]) {
    it(`is refused with ${length} bytes`, async () => {
      const path = join(folder, String(length));
      await writeFile(path, new Uint8Array(length));
      const refusal = await readSecretFile(path, { create: false }).catch((error: unknown) => error);
      expect(refusal).to.include({ code: 'CONFIGURATION_INVALID' });
    });
  }
});
