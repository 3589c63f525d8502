import { expect } from 'chai';
import type { Channel } from 'fabric-common';
import { AppError } from '../../../../../gateway/domain/errors.js';
import { createOrderers, OrderersRefuse } from '../../../../../gateway/ledger/fabric/client/orderers.js';
import { endorsedCall } from '../support/fabric-blocks.js';

describe('the orderers', () => {
  const { envelope } = endorsedCall();
  /** What each orderer answers, its last word for ever; `away` has no connection, `broken` fails. */
  const setUp = (words: Record<string, string[]>, ownMsp = 'B') => {
    const asked: string[] = [];
    const committers = Object.entries(words).map(([mspid, said]) => ({
      mspid,
      checkConnection: async () => said[0] !== 'away',
      sendBroadcast: async () => {
        asked.push(mspid);
        const status = said.length > 1 ? said.shift() : said[0];
        if (status === 'broken') throw new RangeError('broken');
        return { status };
      },
    }));
    // The fake has what is called of the SDK's class, which is much larger.
    const channel = { getCommitters: () => committers } as unknown as Channel;
    const orderers = createOrderers(channel, ownMsp, () => 0);
    const send = async (signal = new AbortController().signal, withinMs = 300) => {
      try {
        await orderers.broadcast(envelope, withinMs, signal);
        return 'taken';
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return error instanceof OrderersRefuse ? 'refused' : error.code;
      }
    };
    return { send, asked };
  };

  it('are asked in turn, the own one first, until one takes it', async () => {
    const own = setUp({ A: ['SUCCESS'], B: ['SUCCESS'] });
    expect(await own.send()).to.equal('taken');
    expect(own.asked).to.deep.equal(['B']);
    for (const word of ['away', 'broken', 'SERVICE_UNAVAILABLE', 'FORBIDDEN', '']) {
      const { send } = setUp({ A: ['SUCCESS'], B: [word] });
      expect(await send(), word).to.equal('taken');
    }
  });

  it('are asked again while there is no leader', async () => {
    const { send, asked } = setUp({ A: ['SERVICE_UNAVAILABLE'], B: ['SERVICE_UNAVAILABLE', 'SUCCESS'] });
    expect(await send()).to.equal('taken');
    expect(asked).to.deep.equal(['B', 'A', 'B']);
  });

  it('do not take it where none does in time, or there is none', async () => {
    expect(await setUp({ A: ['SERVICE_UNAVAILABLE'], B: ['away'] }).send()).to.equal('LEDGER_UNAVAILABLE');
    expect(await setUp({}).send()).to.equal('LEDGER_UNAVAILABLE');
    expect(await setUp({ A: ['broken'] }).send(AbortSignal.abort())).to.equal('LEDGER_UNAVAILABLE');
  });

  it('refuse it only where every one of them finds fault with it', async () => {
    expect(await setUp({ A: ['FORBIDDEN'], B: ['BAD_REQUEST'] }).send()).to.equal('refused');
    for (const other of ['away', 'broken', 'SERVICE_UNAVAILABLE']) {
      expect(await setUp({ A: ['FORBIDDEN'], B: [other] }).send(), other).to.equal('LEDGER_UNAVAILABLE');
    }
  });
});
