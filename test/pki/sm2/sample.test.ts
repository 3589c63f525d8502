import { randomFillSync } from 'node:crypto';
import { expect } from 'chai';
import { createSample } from '../../../pki/sm2/sample.js';

describe('the sample', () => {
  it('is what the random bytes say, and asks for more when they are used up', () => {
    let fills = 0;
    const isSampled = createSample(1024, (into) => {
      fills += 1;
      into.fill(1);
      into[3] = 0;
      into[5] = 2048;
    });
    const answers = Array.from({ length: 4096 }, () => isSampled());
    expect(fills).to.equal(2);
    const hits = answers.flatMap((hit, at) => (hit ? [at] : []));
    expect(hits).to.deep.equal([3, 5, 2048 + 3, 2048 + 5]);
  });

  it('is one in 1,024 of node’s random bytes', () => {
    const isSampled = createSample(1024, (into) => randomFillSync(into));
    let hits = 0;
    for (let count = 0; count < 1024 * 1024; count += 1) if (isSampled()) hits += 1;
    // 1,024 expected, give or take 32; ten times that is no chance.
    expect(hits).to.be.within(704, 1344);
  });
});
