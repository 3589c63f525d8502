import { expect } from 'chai';
import { evidenceBytes, issue, verify } from '../../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';

describe('a licence with all its parts', () => {
  let world: World;
  before(async () => {
    world = await sharedWorld();
  });

  it('is valid, every check passed but the recognition that nobody asked for', async () => {
    const { evidence } = await issue(world);
    const report = verify(world, evidenceBytes(evidence));
    expect(report.codes, JSON.stringify(report.checks, null, 1)).to.deep.equal([]);
    expect(report.verdict).to.equal('valid');
    expect(report.checks.filter(({ outcome }) => outcome !== 'passed').map(({ name }) => name)).to.deep.equal([
      'recognition',
    ]);
    expect(report.warnings).to.deep.equal(['EVALUATION_NETWORK']);
  });
});
