import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CA_SERVER, FABRIC_PROGRAMS, OSNADMIN } from '../../network/binaries/binaries.js';
import { findBinaries } from '../../network/binaries/find.js';
import { lineOf, versionIn } from '../../network/binaries/version.js';
import { networkCode } from '../support/network-error.js';

const NEVER = new AbortController().signal;

describe("Fabric's programs", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-binaries-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** Programs that do nothing but give a version. */
  async function programs(name: string, version: string, leftOut: readonly string[] = []): Promise<string> {
    const own = join(folder, name);
    await mkdir(own);
    for (const program of [...FABRIC_PROGRAMS, OSNADMIN, CA_SERVER].filter((one) => !leftOut.includes(one))) {
      await writeFile(join(own, program), `#!/bin/sh\nprintf 'peer:\\n Version: ${version}\\n Commit SHA: x\\n'\n`, {
        mode: 0o755,
      });
    }
    return own;
  }
  const find = (env: NodeJS.ProcessEnv) => findBinaries({ HOME: folder, ...env }, () => {}, NEVER);

  it('are those of FABRIC_BIN before any others', async () => {
    const [given, installed] = [await programs('given', '2.5.12'), await programs('installed', '2.5.16')];
    const found = await find({ FABRIC_BIN: given, PATH: installed });
    expect(found).to.include({ line: '2.5', version: '2.5.12', caServer: join(given, CA_SERVER) });
    expect(found.fabric('peer')).to.equal(join(given, 'peer'));
  });

  it('are those in PATH when they are 2.5', async () => {
    const own = await programs('path', 'v2.5.16');
    const found = await find({ PATH: `/nowhere:${own}` });
    expect(found).to.include({ line: '2.5', version: '2.5.16', origin: own });
  });

  it('may have the certificate authority elsewhere', async () => {
    const own = await programs('without-ca', '2.1.1', [CA_SERVER, OSNADMIN]);
    const elsewhere = await programs('elsewhere', '1', [...FABRIC_PROGRAMS, OSNADMIN]);
    const found = await find({ FABRIC_BIN: own, PATH: elsewhere });
    expect(found).to.include({ line: '2.1', caServer: join(elsewhere, CA_SERVER) });
  });

  for (const [what, version, leftOut] of [
    ['lacks one of them', '2.5.16', ['discover']],
    ['is 2.5 and lacks the program that forms channels', '2.5.16', [OSNADMIN]],
    ['is older than what the network is rendered for', '2.2.0', []],
    ['is newer than what the network is rendered for', '3.0.0', []],
    ['does not know its version', 'latest', []],
  ] as const) {
    it(`are refused when FABRIC_BIN ${what}`, async () => {
      const own = await programs(what.replaceAll(' ', '-'), version, leftOut);
      expect(await networkCode(find({ FABRIC_BIN: own }))).to.equal('BINARIES_UNUSABLE');
    });
  }

  it('say which version they are', () => {
    expect(versionIn('peer:\n Version: 2.5.16\n Commit SHA: abc\n Go version: go1.26\n')).to.equal('2.5.16');
    expect(versionIn('peer:\n Version: v2.5.4\n')).to.equal('2.5.4');
    expect(() => versionIn('')).to.throw('version');
    expect(lineOf('2.1.1')).to.equal('2.1');
    expect(() => lineOf('21.5')).to.throw('21.5');
  });
});
