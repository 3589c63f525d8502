import { expect } from 'chai';
import { grantDigest, grantMac, type SealGrant } from '../../../../gateway/domain/seals/grant.js';
import { personReference } from '../../../../gateway/domain/seals/person-reference.js';
import { isGenuine } from '../../../../gateway/use-cases/seals/grants.js';

const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);

describe('what the ledger knows of a person', () => {
  it('is the same within a scope, and leads nowhere from one to another', () => {
    const of = (scope: string, subject: string, key = KEY) => personReference(key, scope, subject);
    expect(of('a', 'somebody'))
      .to.equal(of('a', 'somebody'))
      .and.match(/^[0-9a-f]{64}$/);
    expect(of('a', 'somebody')).not.to.equal(of('b', 'somebody'));
    expect(of('a', 'somebody')).not.to.equal(of('a', 'somebody-else'));
    expect(of('a', 'somebody')).not.to.equal(of('a', 'somebody', OTHER_KEY));
  });
});

describe('a grant to seal automatically', () => {
  const grant: SealGrant = {
    format: 'yinxin/seal-grant/v1',
    domain: '44',
    authority: '11440000YX44M00099',
    seal: '5'.repeat(64),
    caller: 'synthetic-service',
    limit: 10,
    from: '2026-11-21T00:00:00.000Z',
    until: '2026-11-22T00:00:00.000Z',
    grantedBy: 'synthetic-approver',
    grantedAt: '2026-11-21T00:00:00.000Z',
  };
  const kept = { digest: grantDigest(grant), grant, mac: grantMac(KEY, grant), used: 0 };

  it('counts as it was granted', () => {
    expect(isGenuine(kept, KEY)).to.equal(true);
    expect(isGenuine({ ...kept, used: 7 }, KEY)).to.equal(true);
  });

  for (const [what, changes] of Object.entries({
    limit: { limit: 1_000_000 },
    caller: { caller: 'another' },
    seal: { seal: '6'.repeat(64) },
    from: { from: '2020-01-01T00:00:00.000Z' },
    until: { until: '2036-01-01T00:00:00.000Z' },
    grantedBy: { grantedBy: 'nobody' },
  } satisfies Record<string, Partial<SealGrant>>)) {
    it(`counts for nothing with another ${what}`, () => {
      const changed = { ...grant, ...changes };
      expect(isGenuine({ ...kept, grant: changed }, KEY)).to.equal(false);
      expect(isGenuine({ ...kept, grant: changed, digest: grantDigest(changed) }, KEY)).to.equal(false);
    });
  }

  it('counts for nothing under another key', () => {
    expect(isGenuine(kept, OTHER_KEY)).to.equal(false);
    expect(isGenuine({ ...kept, mac: grantMac(OTHER_KEY, grant) }, KEY)).to.equal(false);
  });
});
