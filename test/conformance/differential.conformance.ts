import { expect } from 'chai';
import { type Disagreement, runDifferential, totalOf } from './differential/run-differential.js';
import { type Engine, engine } from './support/engines.js';
import { seed } from './support/random.js';

const COUNT = 600;

/** The engine with every so many-th verdict turned round. */
function lying(honest: Engine, every: number): Engine {
  let judged = 0;
  return {
    ...honest,
    async call(op, fields) {
      const answer = await honest.call(op, fields);
      if (op !== 'sm2.verify') return answer;
      judged += 1;
      return judged % every === 0 ? { valid: !answer.valid } : answer;
    },
  };
}

describe(`SM2 in numbers (seed ${seed})`, () => {
  const run = async (engines: readonly Engine[]) => {
    const disagreements: Disagreement[] = [];
    const result = await runDifferential({
      seed,
      count: COUNT,
      engines,
      onDisagreement: (each) => disagreements.push(each),
    });
    return { result, disagreements };
  };

  it('gmsm, bc and both of our paths agree, a third in each direction', async () => {
    const { result, disagreements } = await run([engine('gmsm'), engine('bc')]);
    expect(disagreements).to.deep.equal([]);
    const third = COUNT / 3;
    expect(result.compared).to.deep.equal({ 'ours to theirs': third, 'theirs to ours': third, mutated: third });
  });

  it('every wrong verdict of an engine is found', async () => {
    const { result, disagreements } = await run([engine('gmsm'), lying(engine('bc'), 50)]);
    expect(totalOf(result)).to.equal(COUNT);
    expect(result.disagreements).to.equal(COUNT / 50);
    for (const { asked, verdicts } of disagreements) expect(verdicts.bc, asked.what).to.equal(!asked.expected);
  });
});
