import { expect } from 'chai';
import { createOrderOfPeers } from '../../../../gateway/ledger/fabric/order-of-peers.js';
import { fakePeer } from './support/fake-peer.js';

describe('the order in which peers are asked', () => {
  const [first, second, third] = ['B', 'C', 'D'].map((mspId) => fakePeer(mspId, 'silent')) as [
    ReturnType<typeof fakePeer>,
    ReturnType<typeof fakePeer>,
    ReturnType<typeof fakePeer>,
  ];
  const all = [first, second, third];
  let drawn = 0;
  let now = 0;
  const order = () => createOrderOfPeers({ random: () => drawn, now: () => now });
  const names = (peers: readonly { mspId: string }[]) => peers.map(({ mspId }) => mspId).join('');

  it('is drawn, so that each is the first one in turn', () => {
    const { sorted } = order();
    const seen = [0, 0.34, 0.99].map((each) => {
      drawn = each;
      return names(sorted(all));
    });
    expect(seen).to.deep.equal(['BCD', 'CDB', 'DBC']);
    expect(sorted([])).to.deep.equal([]);
  });

  it('has whoever let somebody wait at its end, for three seconds', () => {
    drawn = 0;
    now = 10_000;
    const { sorted, blame } = order();
    blame(first);
    expect(names(sorted(all))).to.equal('CDB');
    now += 2_999;
    expect(names(sorted(all))).to.equal('CDB');
    blame(second);
    expect(names(sorted(all))).to.equal('DBC');
    now += 1;
    expect(names(sorted(all))).to.equal('BDC');
  });

  it('asks all the same where every one of them is blamed', () => {
    const { sorted, blame } = order();
    for (const peer of all) blame(peer);
    expect(names(sorted(all))).to.equal('BCD');
  });
});
