import { expect } from 'chai';
import type { Endorser } from 'fabric-common';
import { createPeer } from '../../../../gateway/ledger/fabric/client/peer.js';

describe('the connection to a peer that does not answer', () => {
  const identity = { mspId: 'GuangdongMSP', creator: new Uint8Array(), sign: () => new Uint8Array() };
  const proposal = { transactionId: '', bytes: new Uint8Array(), header: {}, payload: new Uint8Array() };

  /** How often the connection was made anew while a call failed. */
  async function resets(connected: boolean): Promise<number> {
    let count = 0;
    const endorser = {
      name: 'peer-44',
      mspid: 'GuangdongMSP',
      connected,
      sendProposal: () => Promise.reject(new Error('REQUEST TIMEOUT')),
      checkConnection: async () => {
        count += 1;
        return true;
      },
    };
    // Of the SDK's class, what a peer uses.
    const peer = createPeer(endorser as unknown as Endorser, identity);
    const failure = await peer.propose(proposal, 10).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'LEDGER_UNAVAILABLE');
    return count;
  }

  it('is left to gRPC once it stood: calls that are on their way would hang', async () => {
    expect(await resets(true)).to.equal(0);
  });

  it('is made where it never stood', async () => {
    expect(await resets(false)).to.equal(1);
  });
});
