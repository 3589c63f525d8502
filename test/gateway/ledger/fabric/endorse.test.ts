import { expect } from 'chai';
import { LedgerError } from '../../../../chaincode/errors.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import { otherNodes } from '../../../../gateway/ledger/fabric/client/connect.js';
import { createProposal } from '../../../../gateway/ledger/fabric/client/proposal.js';
import { endorse } from '../../../../gateway/ledger/fabric/endorse.js';
import { AT, CHAINCODE, CHANNEL, identity, nextNonce } from './support/fabric-blocks.js';
import { fakePeer, type Word } from './support/fake-peer.js';

const YES: Word = { says: '{"written":1}' };
const OTHER: Word = { says: '{"written":1}', payload: 'something else' };
const EXISTS: Word = { refuses: 'LICENCE_EXISTS:key' };

describe('the endorsement of a transaction', () => {
  const proposal = createProposal(identity, {
    channel: CHANNEL,
    chaincode: CHAINCODE,
    functionName: 'submit',
    args: ['{}'],
    nonce: nextNonce(),
    at: AT,
  });
  /** The members that have endorsed, or the code of what is thrown. */
  const run = async (own: Word, others: (Word | [string, Word])[], wanted = 0) => {
    const peers = others.map((each, at) =>
      Array.isArray(each) ? fakePeer(each[0], each[1], `${at}`) : fakePeer(`${'BCDE'[at]}`, each),
    );
    const self = fakePeer('A', own);
    const asked = () => [self, ...peers].map((peer) => peer.asked());
    try {
      const { endorsements, answer } = await endorse(proposal, { own: self, others: peers, wanted, timeoutMs: 10 });
      return {
        by: endorsements.map(({ mspId }) => mspId).join(''),
        answer: Buffer.from(answer).toString(),
        asked: asked(),
      };
    } catch (error) {
      if (error instanceof LedgerError || error instanceof AppError) return { code: error.code, asked: asked() };
      throw error;
    }
  };

  it('asks a majority, and no more where they agree', async () => {
    expect(await run(YES, [YES, YES])).to.deep.equal({ by: 'AB', answer: '{"written":1}', asked: [1, 1, 0] });
    expect(await run(YES, [YES, YES, YES])).to.deep.include({ by: 'ABC', asked: [1, 1, 1, 0] });
  });

  it('asks all where all are wanted, and sends every word that agrees', async () => {
    expect(await run(YES, [YES, YES], 3)).to.deep.include({ by: 'ABC', asked: [1, 1, 1] });
    expect(await run(YES, ['silent', YES], 3)).to.deep.include({ by: 'AC' });
  });

  it('asks the next one in place of one that is away, differs or refuses', async () => {
    for (const word of ['silent', OTHER, EXISTS] as const) {
      expect(await run(YES, [word, YES])).to.deep.include({ by: 'AC', asked: [1, 1, 1] });
    }
  });

  it('sends nothing that the own peer has not said', async () => {
    expect(await run(EXISTS, [YES, YES])).to.deep.include({ code: 'LEDGER_UNAVAILABLE' });
    expect(await run(OTHER, [YES, YES])).to.deep.include({ code: 'LEDGER_UNAVAILABLE' });
    expect(await run('silent', [YES, YES])).to.deep.equal({ code: 'LEDGER_UNAVAILABLE', asked: [1, 1, 0] });
  });

  it('refuses for good only what a majority refuses with one code, the own peer among them', async () => {
    expect(await run(EXISTS, [EXISTS, YES])).to.deep.equal({ code: 'LICENCE_EXISTS', asked: [1, 1, 0] });
    expect(await run(EXISTS, ['silent', { refuses: 'LICENCE_EXISTS' }])).to.deep.include({ code: 'LICENCE_EXISTS' });
    const others: Word[] = [{ refuses: 'NOT_A_MEMBER' }, { refuses: 'VERSION_CONFLICT' }];
    expect(await run(EXISTS, others)).to.deep.include({ code: 'LEDGER_UNAVAILABLE' });
    expect(await run(YES, [EXISTS, EXISTS])).to.deep.include({ code: 'LEDGER_UNAVAILABLE' });
    expect(await run('silent', [EXISTS, EXISTS])).to.deep.include({ code: 'LEDGER_UNAVAILABLE' });
    expect(await run(EXISTS, ['silent', 'silent'])).to.deep.include({ code: 'LEDGER_UNAVAILABLE' });
  });

  it('takes no other words for a refusal', async () => {
    for (const refuses of ['INTERNAL:TypeError', 'timeout expired', 'LICENCE_UNHEARD_OF:x', '', 'x LICENCE_EXISTS']) {
      expect(await run({ refuses }, [{ refuses }, { refuses }]), refuses).to.deep.include({
        code: 'LEDGER_UNAVAILABLE',
      });
    }
  });

  it('counts members and not peers', async () => {
    const twins: [string, Word][] = [
      ['B', YES],
      ['B', YES],
      ['C', YES],
      ['D', YES],
      ['E', YES],
    ];
    expect(await run(YES, twins)).to.deep.include({ by: 'ABBC', asked: [1, 1, 1, 1, 0, 0] });
    const refusing: [string, Word][] = [
      ['B', EXISTS],
      ['B', EXISTS],
      ['C', YES],
      ['D', YES],
      ['E', YES],
    ];
    expect(await run(EXISTS, refusing)).to.deep.include({ code: 'LEDGER_UNAVAILABLE' });
  });

  it('counts members whose peers were not discovered', () => {
    const node = (mspid: string, name: string) => ({ mspid, name });
    const discovered = [node('A', 'own'), node('B', 'found')];
    const configured = [node('B', 'told'), node('C', 'told'), node('A', 'told')];
    expect(otherNodes('A', discovered, configured)).to.deep.equal([node('B', 'found'), node('C', 'told')]);
    expect(otherNodes('A', [], configured)).to.deep.equal([node('B', 'told'), node('C', 'told')]);
  });
});
