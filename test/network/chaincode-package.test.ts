import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageLabel, packChaincode } from '../../network/render/chaincode-package.js';
import { tarGz } from '../../network/render/tar.js';

const SERVICE = {
  address: 'localhost:20040',
  rootPem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
};

describe('a package of the chaincode', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-package-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is named by its label and the SHA-256 of its bytes', () => {
    const { bytes, id } = packChaincode(packageLabel('yinxin', '1'), SERVICE);
    expect(id).to.equal(`yinxin_1:${createHash('sha256').update(bytes).digest('hex')}`);
  });

  it('is the same bytes whenever and wherever it is made', () => {
    // Made once and written down: another processor, another day or another zlib has to come to the same.
    expect(packChaincode('yinxin_1', SERVICE).id).to.equal(
      'yinxin_1:345e6b3ae7ac37c20b3587f2b9a083b7589994aedf86635ce9b27cc1102ab3a7',
    );
  });

  it('is another one for another address or version', () => {
    const ids = [
      packChaincode('yinxin_1', SERVICE).id,
      packChaincode('yinxin_2', SERVICE).id,
      packChaincode('yinxin_1', { ...SERVICE, address: 'localhost:20041' }).id,
    ];
    expect(new Set(ids.map((id) => id.split(':')[1])).size).to.equal(3);
  });

  it('opens with tar, and says where the service is', async () => {
    await writeFile(join(folder, 'package.tgz'), packChaincode('yinxin_1', SERVICE).bytes);
    execFileSync('tar', ['xzf', 'package.tgz'], { cwd: folder });
    execFileSync('tar', ['xzf', 'code.tar.gz'], { cwd: folder });
    const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));
    expect(await read('metadata.json')).to.deep.equal({ path: '', type: 'ccaas', label: 'yinxin_1' });
    expect(await read('connection.json')).to.deep.equal({
      address: 'localhost:20040',
      dial_timeout: '3s',
      tls_required: true,
      root_cert: SERVICE.rootPem,
    });
  });

  it('holds no name that a header has no room for', () => {
    expect(() => tarGz([{ name: 'a'.repeat(101), content: new Uint8Array() }])).to.throw(RangeError);
  });
});
