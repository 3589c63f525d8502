import { expect } from 'chai';
import type { Outcome, Submission } from '../../../../gateway/ledger/embedded/submission.js';
import { createSubmissionQueue } from '../../../../gateway/ledger/embedded/submission-queue.js';
import { createTickLoader } from '../../../../gateway/ledger/embedded/tick-loader.js';

describe('the queue of submissions', () => {
  const setUp = () => {
    const blocks: string[][] = [];
    const write = async (submissions: readonly Submission[]): Promise<Outcome[]> => {
      blocks.push(submissions.map(({ transactionId }) => transactionId));
      return submissions.map(({ transactionId }, index) =>
        transactionId.startsWith('bad')
          ? { refused: new Error(transactionId) }
          : { committed: { transactionId, digest: transactionId, blockNumber: blocks.length, index } },
      );
    };
    return { blocks, queue: createSubmissionQueue(write, 0) };
  };
  const send = (queue: ReturnType<typeof setUp>['queue'], count: number, leaves = 0) =>
    Array.from({ length: count }, (_, at) => queue.submit({ transactionId: `${at}`, input: '', leaves }));

  it('puts what is sent at the same time into one block, 64 at most', async () => {
    const { blocks, queue } = setUp();
    await Promise.all(send(queue, 130));
    expect(blocks.map(({ length }) => length)).to.deep.equal([64, 64, 2]);
  });

  it('puts no more than 5000 licences into one block', async () => {
    const { blocks, queue } = setUp();
    await Promise.all(send(queue, 21, 500));
    expect(blocks.map(({ length }) => length)).to.deep.equal([10, 10, 1]);
  });

  it('refuses only whom the rules refuse', async () => {
    const { queue } = setUp();
    const sent = ['a', 'bad', 'b'].map((transactionId) => queue.submit({ transactionId, input: '', leaves: 0 }));
    const answers = await Promise.allSettled(sent);
    expect(answers.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('answers all that it has taken before it is closed, and takes nothing more', async () => {
    const { blocks, queue } = setUp();
    const sent = Promise.all(send(queue, 70));
    await queue.close();
    expect(blocks).to.have.length(2);
    await sent;
    const late = await queue.submit({ transactionId: 'late', input: '', leaves: 0 }).catch((reason: unknown) => reason);
    expect(late).to.have.property('code', 'LEDGER_UNAVAILABLE');
  });
});

describe('a loader by the turn', () => {
  it('loads together what is asked for together, each key once', async () => {
    const loads: string[][] = [];
    const loader = createTickLoader(async (keys) => {
      loads.push(keys);
      return new Map(keys.filter((key) => key !== 'none').map((key) => [key, key.toUpperCase()]));
    });
    const deep = Promise.resolve()
      .then(() => undefined)
      .then(() => loader.get('c'));
    const values = await Promise.all([loader.get('a'), loader.get('b'), loader.get('a'), loader.get('none'), deep]);
    expect(values).to.deep.equal(['A', 'B', 'A', undefined, 'C']);
    expect(loads).to.deep.equal([['a', 'b', 'none', 'c']]);
  });

  it('never loads twice at once, and is idle when nothing is under way', async () => {
    let running = 0;
    const loader = createTickLoader(async (keys) => {
      running += 1;
      expect(running).to.equal(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      return new Map(keys.map((key) => [key, key]));
    });
    const first = loader.get('a');
    await new Promise((resolve) => setImmediate(resolve));
    const second = loader.get('b');
    await loader.idle();
    expect(running).to.equal(0);
    expect(await Promise.all([first, second])).to.deep.equal(['a', 'b']);
  });

  it('fails everybody who waits for a load that fails, and nobody else', async () => {
    let fails = true;
    const loader = createTickLoader(async (keys) => {
      if (fails) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    const both = await Promise.allSettled([loader.get('a'), loader.get('b')]);
    expect(both.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    fails = false;
    expect(await loader.get('a')).to.equal('a');
  });
});
