import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FOUNDERS } from '../../network/topology/founders.js';
import { layoutOf } from '../../network/topology/layout.js';
import { majority, networkSchema, signaturePolicy } from '../../network/topology/network.js';
import { loadNetwork, saveNetwork, theNetwork } from '../../network/topology/network-file.js';
import { BLOCK, baseOf, MOST_PROVINCES, portsOf } from '../../network/topology/port-plan.js';
import { chaincodePort, ordererMsp, peerMsp } from '../../network/topology/province.js';
import { networkCode } from '../support/network-error.js';
import { sampleNetwork } from './sample-network.js';

describe('the network as data', () => {
  it('has the three provinces of the samples, with organisations named after them', () => {
    expect(FOUNDERS).to.deep.equal([
      { domain: '44', name: 'Guangdong' },
      { domain: '43', name: 'Hunan' },
      { domain: '52', name: 'Guizhou' },
    ]);
    const { provinces } = sampleNetwork();
    expect(provinces.map(peerMsp)).to.deep.equal(['GuangdongMSP', 'HunanMSP', 'GuizhouMSP']);
    expect(provinces.map(ordererMsp)).to.deep.equal(['GuangdongOrdererMSP', 'HunanOrdererMSP', 'GuizhouOrdererMSP']);
  });

  it('lets a majority endorse: more than half', () => {
    expect([1, 2, 3, 4, 5, 6].map(majority)).to.deep.equal([1, 2, 2, 3, 3, 4]);
    const { provinces } = sampleNetwork();
    expect(signaturePolicy(provinces)).to.equal("OutOf(2, 'GuangdongMSP.peer', 'HunanMSP.peer', 'GuizhouMSP.peer')");
  });

  it('gives no port twice, to any number of provinces, within its block', () => {
    const all = Array.from({ length: MOST_PROVINCES }, (_, place) => Object.values(portsOf(20_032, place))).flat();
    expect(new Set(all).size).to.equal(all.length);
    expect(Math.min(...all)).to.equal(20_032);
    expect(Math.max(...all)).to.be.below(20_032 + BLOCK);
  });

  it('finds the block of a network again, for a province that joins later', () => {
    expect(baseOf(sampleNetwork().provinces)).to.equal(20_032);
  });

  it('lets two definitions of the chaincode listen side by side', () => {
    const [province] = sampleNetwork().provinces;
    if (province === undefined) throw new TypeError('no province');
    expect(chaincodePort(province, 1)).not.to.equal(chaincodePort(province, 2));
    expect(chaincodePort(province, 1)).to.equal(chaincodePort(province, 3));
  });

  for (const [what, change] of [
    ['a batch timeout without a unit', { batchTimeout: '250' }],
    ['a line of Fabric that nobody has tried', { fabric: '2.4' }],
    ['a ledger that is no digest', { ledger: 'none' }],
    ['a member too many', { surplus: true }],
    ['no province', { provinces: [] }],
  ] as const) {
    it(`does not take ${what}`, () => {
      expect(networkSchema.safeParse({ ...sampleNetwork(), ...change }).success).to.equal(false);
    });
  }
});

describe("a network's file", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-network-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('gives back what was saved', async () => {
    await saveNetwork(layoutOf(folder), sampleNetwork());
    expect(loadNetwork(layoutOf(folder))).to.deep.equal(sampleNetwork());
  });

  it('is not there in a folder without a network', async () => {
    const layout = layoutOf(join(folder, 'none'));
    expect(loadNetwork(layout)).to.equal(undefined);
    expect(await networkCode((async () => theNetwork(layout))())).to.equal('NETWORK_UNREADABLE');
  });

  for (const text of ['', '{', '[]', '{"format":"yinxin/network/v2"}']) {
    it(`is refused when it says ${JSON.stringify(text)}`, async () => {
      await writeFile(join(folder, 'network.json'), text);
      expect(await networkCode((async () => loadNetwork(layoutOf(folder)))())).to.equal('NETWORK_UNREADABLE');
    });
  }
});
