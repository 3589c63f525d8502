import { expect } from 'chai';
import { walkTrustLists } from '../../../../gateway/domain/trust/walk.js';
import { AT, evidenceBytes, issue, verify } from '../../../support/evidence-kit.js';
import { createWorld, sharedWorld, type World } from '../../../support/evidence-kit-world.js';

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

describe("the verifier's own trust material", () => {
  let world: World;
  before(async () => {
    world = await sharedWorld();
  });

  it('that is refused leaves everything open, and says why', async () => {
    const [list0] = world.lists;
    const { evidence } = await issue(world);
    const trust = walkTrustLists([list0, list0]);
    const report = verify(world, evidence, { trust });
    expect(report.verdict).to.equal('indeterminate');
    expect(report.codes[0]).to.equal('TRUST_ROLLED_BACK');
    expect(report.checks.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name)).to.deep.equal([
      'format',
    ]);
    expect(verify(world, evidence, { trust: walkTrustLists([]) }).codes[0]).to.equal('TRUST_ABSENT');
  });

  it('that is past its next update is indeterminate, by the time asked about and by the clock', async () => {
    const now = '2027-01-20T00:00:00.001Z';
    const head = { head: { seenAt: now } };
    const { evidence } = await issue(world, {
      statuses: async (make) => [await make('44', head), await make('43', head)],
    });
    for (const about of [{ at: now }, { at: AT, now }]) {
      const report = verify(world, evidence, about);
      expect(report.verdict).to.equal('indeterminate');
      expect(report.codes).to.deep.equal(['TRUST_STALE']);
    }
  });

  it('with the quorum byzantine asks all three witnesses', async () => {
    const strict = await createWorld({ seed: 'byzantine', quorum: 'byzantine' });
    const two = await issue(strict);
    expect(verify(strict, two.evidence).codes).to.include.members(['WITNESS_QUORUM_MISSING', 'STATUS_ABSENT']);
    const three = await issue(strict, {
      statements: (make) => [make('44'), make('43'), make('52')],
      statuses: async (make) => [await make('44'), await make('43'), await make('52')],
    });
    expect(verify(strict, three.evidence).verdict).to.equal('valid');
  });
});

describe('a past time', () => {
  it('is answered while the statuses cover it, and not by a later state', async () => {
    const world = await sharedWorld();
    const { evidence } = await issue(world);
    const now = '2026-12-01T03:00:00.000Z';
    expect(verify(world, evidence, { at: '2026-12-01T01:30:00.000Z', now }).verdict).to.equal('valid');
  });
});
