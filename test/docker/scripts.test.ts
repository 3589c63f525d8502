import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { DOCKER } from './compose-file.js';

/** Answers as Fabric's tools do, and keeps in files what was asked and what has come to be. */
const FAKES = {
  osnadmin: `
if [ "$2" = list ]; then
  [ -e orderer-joined ] && echo 'Status: 200' || echo 'Status: 404'
elif [ -e orderer-refuses ]; then
  echo 'Status: 400'
else
  touch orderer-joined; echo 'Status: 201'
fi`,
  peer: `
case "$1 $2 $3" in
  'channel list '*) [ ! -e peer-joined ] || echo trust ;;
  'channel join '*) touch peer-joined ;;
  *calculatepackageid) echo yinxin_1:abc ;;
  *queryinstalled) [ ! -e installed ] || echo '{"package_id": "yinxin_1:abc"}' ;;
  *install) touch installed ;;
  *queryapproved) [ -e approved ] ;;
  *approveformyorg) if [ -e no-leader ]; then rm no-leader; exit 1; fi; touch approved ;;
  *querycommitted) [ ! -e committed ] || echo 'Version: 1, Sequence: 1, Endorsement Plugin: escc' ;;
  *commit) touch committed ;;
esac`,
};

const DEFINITION = {
  DOMAIN: '44',
  DOMAINS: '44 43',
  CHANNEL: 'trust',
  CHAINCODE: 'yinxin',
  VERSION: '1',
  SEQUENCE: '1',
};

describe('docker: the steps that form the channel', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-steps-'));
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'channel'));
    await writeFile(join(folder, 'channel/signature-policy'), "OutOf(2, 'GuangdongMSP.peer', 'HunanMSP.peer')\n");
    for (const [name, body] of Object.entries(FAKES)) {
      const head = `#!/bin/sh\ncd '${folder}'\necho "${name} $*" >>calls\n`;
      await writeFile(join(folder, 'bin', name), `${head}${body}\n`, { mode: 0o755 });
    }
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** The exit status. */
  const run = (script: string): Promise<number> => {
    const path = [join(folder, 'bin'), process.env.PATH ?? ''].join(delimiter);
    const env = { ...DEFINITION, PATH: path, NETWORK: folder, PAUSE: '0' };
    return new Promise((resolve) => {
      execFile('sh', [join(DOCKER, 'scripts', script)], { env }, (error) => resolve(Number(error?.code ?? 0)));
    });
  };
  const given = (fact: string) => writeFile(join(folder, fact), '');
  const changes = async () => {
    const calls = (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
    const asks = / (list|calculatepackageid|queryinstalled|queryapproved|querycommitted)\b/;
    return calls.filter((call) => !asks.test(call));
  };

  it('brings in orderer, peer, package and approval, in that order', async () => {
    expect(await run('join.sh')).to.equal(0);
    const [orderer, peer, install, approve, ...more] = await changes();
    expect(orderer).to.match(/^osnadmin channel join --channelID trust .*-o orderer-44:7053/);
    expect(peer).to.match(/^peer channel join -b .*channel\.block$/);
    expect(install).to.match(/^peer lifecycle chaincode install .*provinces\/44\/chaincode\/package-1\.tgz$/);
    expect(approve).to.include(
      "--package-id yinxin_1:abc --signature-policy OutOf(2, 'GuangdongMSP.peer', 'HunanMSP.peer')",
    );
    expect(more).to.deep.equal([]);
  });

  it('changes nothing where all has been done', async () => {
    for (const fact of ['orderer-joined', 'peer-joined', 'installed', 'approved']) await given(fact);
    expect(await run('join.sh')).to.equal(0);
    expect(await changes()).to.deep.equal([]);
  });

  it('fails where the orderer refuses the channel, though the tool ends well', async () => {
    await given('orderer-refuses');
    expect(await run('join.sh')).not.to.equal(0);
    expect(await changes()).to.have.lengthOf(1);
  });

  it('approves again while there is no leader', async () => {
    await given('no-leader');
    expect(await run('join.sh')).to.equal(0);
    expect((await changes()).filter((call) => call.includes('approveformyorg'))).to.have.lengthOf(2);
  });

  it('commits the definition with a peer of each province, once', async () => {
    expect(await run('define.sh')).to.equal(0);
    expect(await run('define.sh')).to.equal(0);
    const [commit, ...more] = await changes();
    expect(commit).to.match(/--peerAddresses peer-44:7051 .*--peerAddresses peer-43:7051 .*provinces\/43\/ca\/tls/);
    expect(more).to.deep.equal([]);
  });
});
