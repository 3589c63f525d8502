import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Peer, PeerAnswer } from '../../../../gateway/ledger/fabric/client/peer.js';
import { endorse } from '../../../../gateway/ledger/fabric/endorse.js';

describe('endorsing', () => {
  const proposal = { transactionId: '', bytes: new Uint8Array(), header: {}, payload: new Uint8Array() };
  const asked: string[] = [];
  const blamed: string[] = [];
  beforeEach(() => {
    asked.splice(0);
    blamed.splice(0);
  });

  function peer(mspId: string, answer: (mspId: string) => Promise<PeerAnswer>): Peer {
    const propose = () => {
      asked.push(mspId);
      return answer(mspId);
    };
    return { name: mspId, mspId, propose };
  }
  const says =
    (word: string, afterMs = 0) =>
    async (mspId: string): Promise<PeerAnswer> => {
      await sleep(afterMs);
      const payload = Buffer.from(word);
      return { status: 200, message: '', answer: payload, endorsement: { mspId, payload, endorsement: {} } };
    };
  const refuses = (code: string) => async (): Promise<PeerAnswer> => ({
    status: 500,
    message: `${code}:of the rules`,
    answer: new Uint8Array(),
  });
  const isAway = () => Promise.reject(new Error('away'));
  /** Answers long after everybody has given up on it. */
  const hangs = says('yes', 5_000);

  const blame = ({ name }: Peer) => void blamed.push(name);
  const run = (own: Peer, others: Peer[], wanted = 0) =>
    endorse(proposal, { own, others, wanted, timeoutMs: 10_000, blame });
  const voices = async (endorsed: ReturnType<typeof run>) => (await endorsed).endorsements.map(({ mspId }) => mspId);
  const codeOf = (endorsed: ReturnType<typeof run>) => endorsed.catch((error: { code: unknown }) => error.code);

  it('asks no more than make a majority while they agree, whoever is the first to answer', async () => {
    expect(
      await voices(run(peer('A', says('yes', 30)), [peer('B', says('yes')), peer('C', says('yes'))])),
    ).to.deep.equal(['A', 'B']);
    expect(asked).to.deep.equal(['A', 'B']);
  });

  it('asks the next where one is away or says something else', async () => {
    for (const other of [isAway, says('no'), refuses('LICENCE_EXISTS')]) {
      const others = [peer('B', other), peer('C', says('yes'))];
      expect(await voices(run(peer('A', says('yes')), others))).to.deep.equal(['A', 'C']);
    }
  });

  it('does not wait for one that hangs while another can answer', async () => {
    const since = performance.now();
    const others = [peer('B', hangs), peer('C', says('yes'))];
    expect(await voices(run(peer('A', says('yes')), others))).to.deep.equal(['A', 'C']);
    expect(performance.now() - since).to.be.below(4_000);
    expect(blamed).to.deep.equal(['B']);
  });

  it('waits for the others as long as the own peer takes, and blames none of them for it', async () => {
    const others = [peer('B', says('yes', 800)), peer('C', says('yes'))];
    expect(await voices(run(peer('A', says('yes', 800)), others))).to.deep.equal(['A', 'B']);
    expect(asked).to.deep.equal(['A', 'B']);
    expect(blamed).to.deep.equal([]);
  });

  it('blames who is away, and nobody for what he says', async () => {
    await run(peer('A', says('yes')), [peer('B', isAway), peer('C', says('yes'))]);
    expect(blamed).to.deep.equal(['B']);
    await run(peer('A', says('yes')), [peer('D', says('no')), peer('C', says('yes'))]);
    await codeOf(run(peer('A', isAway), [peer('B', says('yes')), peer('C', says('yes'))]));
    expect(blamed).to.deep.equal(['B']);
  });

  it('waits for all that are wanted', async () => {
    const others = [peer('B', says('yes')), peer('C', says('yes', 60))];
    expect(await voices(run(peer('A', says('yes')), others, 3))).to.deep.equal(['A', 'B', 'C']);
  });

  it('hands on a refusal that a majority has in common', async () => {
    const others = [peer('B', refuses('LICENCE_EXISTS')), peer('C', says('yes'))];
    expect(await codeOf(run(peer('A', refuses('LICENCE_EXISTS')), others))).to.equal('LICENCE_EXISTS');
  });

  it('takes no majority against the own peer, and none without it', async () => {
    const others = [peer('B', says('yes')), peer('C', says('yes'))];
    expect(await codeOf(run(peer('A', says('no')), others))).to.equal('LEDGER_UNAVAILABLE');
    expect(await codeOf(run(peer('A', isAway), others))).to.equal('LEDGER_UNAVAILABLE');
  });
});
