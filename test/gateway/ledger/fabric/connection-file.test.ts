import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readConnectionFile } from '../../../../gateway/ledger/fabric/connection-file.js';
import { appCode } from './support/app-error.js';

const peer = { mspId: 'GuangdongMSP', name: 'peer0.gd', url: 'grpcs://localhost:7051', tlsCa: 'PEM' };
const good = {
  channel: 'trust',
  chaincode: 'yinxin',
  domain: '44',
  mspId: 'GuangdongMSP',
  ordererMspId: 'GuangdongOrdererMSP',
  peer,
  otherPeers: [{ ...peer, mspId: 'HunanMSP' }],
  certificateAuthority: {
    url: 'https://localhost:7054',
    name: 'ca-gd',
    tlsName: 'tls-gd',
    trustedRoots: 'PEM',
    enrolmentId: 'gateway',
    secretFile: 'secret',
  },
};

describe('the connection file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fabric-connection-'));
  });
  after(() => rm(folder, { recursive: true }));
  const read = async (text: string) => {
    const path = join(folder, 'connection.json');
    await writeFile(path, text);
    return readConnectionFile(path);
  };

  it('says how the network is reached', async () => {
    expect(await read(JSON.stringify(good))).to.deep.equal(good);
  });

  it('is refused where it is absent or says anything else', async () => {
    const { channel: _channel, ...without } = good;
    const others = [
      without,
      { ...good, more: 1 },
      { ...good, domain: 'Guangdong' },
      { ...good, mspId: '../x' },
      { ...good, peer: { ...peer, url: 'grpc://localhost:7051' } },
      { ...good, peer: { ...peer, url: 'grpcs://localhost' } },
      { ...good, peer: { ...peer, tlsCa: '' } },
      { ...good, otherPeers: [{ ...peer, name: '' }] },
      { ...good, otherPeers: peer },
      { ...good, certificateAuthority: { ...good.certificateAuthority, url: 'localhost' } },
      [],
      null,
    ];
    for (const other of others) {
      const text = JSON.stringify(other);
      expect(await appCode(() => read(text)), text).to.equal('CONFIGURATION_INVALID');
    }
    expect(await appCode(() => read('no JSON'))).to.equal('CONFIGURATION_INVALID');
    expect(await appCode(() => readConnectionFile(join(folder, 'absent')))).to.equal('CONFIGURATION_INVALID');
  });
});
