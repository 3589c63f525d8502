import { expect } from 'chai';
import { AppError } from '../../../gateway/domain/errors.js';
import type { StatusStatement } from '../../../gateway/domain/evidence/status.js';
import { statusKeysOf } from '../../../gateway/domain/evidence/status-keys.js';
import type { TrustMaterial } from '../../../gateway/domain/trust/material.js';
import { policyOf } from '../../../gateway/domain/verification/policy.js';
import { createVerifier } from '../../../gateway/domain/verification/verify.js';
import { agreeingStatuses } from '../../../gateway/use-cases/licences/agreeing-statuses.js';
import { stapleStatuses } from '../../../gateway/use-cases/licences/staple-statuses.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { AT, BLOCK, type Issued, issue, STATUS_AT } from '../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../support/evidence-kit-world.js';

const NOW = Date.parse(STATUS_AT);
const MINUTE = 60_000;

describe('statuses stapled to evidence', () => {
  let world: World;
  let trust: TrustMaterial;
  let issued: Issued;
  let keys: string[];
  let own: StatusStatement;
  let hunan: StatusStatement;
  let guizhou: StatusStatement;
  before(async () => {
    world = await sharedWorld();
    if (!world.trust.ok) throw new Error(world.trust.detail);
    trust = world.trust.trust;
    issued = await issue(world);
    keys = issued.statusLeaves.map(({ key }) => key);
    [own, hunan, guizhou] = await Promise.all([
      issued.makeStatus('44'),
      issued.makeStatus('43'),
      issued.makeStatus('52'),
    ]);
  });

  const ground = () => ({ trust, domain: '44', keys, notBefore: BLOCK, now: NOW });
  const from = (given: readonly StatusStatement[], change: Partial<ReturnType<typeof ground>> = {}) =>
    agreeingStatuses(given, { ...ground(), ...change }).map(({ head }) => head.domain);

  it('are exactly a quorum that agrees, ordered by domain, the own word among them', () => {
    expect(from([own, hunan, guizhou])).to.deep.equal(['43', '44']);
    expect(from([guizhou, hunan, own])).to.deep.equal(['43', '44']);
    expect(from([own, guizhou])).to.deep.equal(['44', '52']);
    expect(from([hunan, guizhou])).to.deep.equal(['43', '52']);
    expect(from([own, hunan, guizhou], { domain: '52' })).to.deep.equal(['43', '52']);
  });

  it('are none where fewer than a quorum answer', () => {
    expect(from([])).to.deep.equal([]);
    expect(from([own])).to.deep.equal([]);
    expect(from([own, own, own])).to.deep.equal([]);
  });

  it('make the evidence valid to a stranger', () => {
    const { evidence } = issued;
    expect(keys).to.deep.equal(statusKeysOf(evidence.receipt.leaf, fingerprintsOf(keys)));
    const statuses = agreeingStatuses([hunan, own, guizhou], ground());
    const judged = createVerifier().verifyEvidence({
      evidence: { ...evidence, statuses },
      trust: world.trust,
      policy: policyOf(),
      at: AT,
    });
    expect(judged.verdict).to.equal('valid');
  });

  it('take an unlike `since` for agreement, which each witness has of its own', async () => {
    const later = await issued.makeStatus('43', { leaf: (leaf) => ({ ...leaf, since: '2026-12-01T01:00:02.000Z' }) });
    expect(from([own, later])).to.deep.equal(['43', '44']);
  });

  const NONSENSE: [what: string, make: () => StatusStatement | Promise<StatusStatement>][] = [
    ['a signature of another key', () => issued.makeStatus('43', {}, { key: world.domains['52'].witness })],
    ['a signature for another purpose', () => issued.makeStatus('43', {}, { purpose: 'block-statement' })],
    ['no signature', () => ({ ...hunan, signature: 'A'.repeat(86) })],
    ['a signature that is no base64url', () => ({ ...hunan, signature: `${'A'.repeat(85)}B` })],
    ['another domain’s statement in its name', () => ({ ...guizhou, head: { ...guizhou.head, domain: '43' } })],
    ['the network of others', () => issued.makeStatus('43', { head: { network: '0'.repeat(64) } })],
    ['the ledger of others', () => issued.makeStatus('43', { head: { ledger: '0'.repeat(64) } })],
    ['a block from before the licence', () => issued.makeStatus('43', { head: { blockNumber: BLOCK - 1 } })],
    ['an altered leaf', () => withLeaf(hunan, { state: 'revoked' })],
    ['another kind than the key’s', () => issued.makeStatus('43', { leaf: (leaf) => ({ ...leaf, kind: 'seal' }) })],
    ['an entry from a block to come', () => issued.makeStatus('43', { leaf: (leaf) => ({ ...leaf, sinceBlock: 31 }) })],
    ['a key less', () => issued.makeStatus('43', { keys: (all) => all.slice(1) })],
    ['a key twice', () => ({ ...hunan, leaves: [...hunan.leaves.slice(0, 1), ...hunan.leaves] })],
    ['keys out of order', () => ({ ...hunan, leaves: hunan.leaves.toReversed() })],
    ['no keys', () => ({ ...hunan, leaves: [] })],
    ['a day that does not exist', () => issued.makeStatus('43', { head: { seenAt: '2026-02-31T00:00:00.000Z' } })],
    ['a since that does not exist', () => issued.makeStatus('43', { leaf: impossible })],
    ['a word over five minutes old', () => issued.makeStatus('43', { head: { seenAt: at(-5 * MINUTE - 1) } })],
    ['a word over five minutes ahead', () => issued.makeStatus('43', { head: { seenAt: at(5 * MINUTE + 1) } })],
    ['another state', () => issued.makeStatus('43', { leaf: (leaf) => ({ ...leaf, state: 'suspended' }) })],
    ['another version', () => issued.makeStatus('43', { leaf: (leaf) => ({ ...leaf, version: leaf.version + 1 }) })],
    [
      'another place',
      () => issued.makeStatus('43', { leaf: (leaf) => ({ ...leaf, sinceIndex: leaf.sinceIndex + 1 }) }),
    ],
    ['a distrust more', () => issued.makeStatus('43', { leaf: (leaf) => ({ ...leaf, distrustFrom: STATUS_AT }) })],
  ];
  for (const [what, make] of NONSENSE) {
    it(`leave out a witness with ${what}, and take the others’`, async () => {
      const bad = await make();
      expect(from([bad, own, guizhou])).to.deep.equal(['44', '52']);
      expect(from([own, bad])).to.deep.equal([]);
    });
  }

  it('take a word five minutes off, for clocks differ', async () => {
    for (const off of [-5 * MINUTE, 5 * MINUTE]) {
      expect(from([own, await issued.makeStatus('43', { head: { seenAt: at(off) } })])).to.deep.equal(['43', '44']);
    }
  });

  it('leave out a key more than was asked for', () => {
    expect(from([own, hunan], { keys: keys.slice(1) })).to.deep.equal([]);
  });

  it('leave out the convicted, those that are no members now, and go without the own word where it alone differs', async () => {
    const convicted = { ...trust, convictedFrom: (domain: string) => (domain === '43' ? 99 : undefined) };
    expect(from([own, hunan, guizhou], { trust: convicted })).to.deep.equal(['44', '52']);
    const former = { ...trust, presentMembers: ['44', '52'] };
    expect(from([own, hunan, guizhou], { trust: former })).to.deep.equal(['44', '52']);
    const behind = await issued.makeStatus('44', { leaf: (leaf) => ({ ...leaf, version: leaf.version + 1 }) });
    expect(from([behind, hunan, guizhou])).to.deep.equal(['43', '52']);
  });

  it('take a witness’s sound word although it gives a bad one too', () => {
    expect(from([own, withLeaf(hunan, { state: 'revoked' }), hunan])).to.deep.equal(['43', '44']);
  });

  describe('when they are asked for', () => {
    const staple = async (answers: { own?: () => Promise<StatusStatement>; others: StatusStatement[][] }) => {
      const pauses: number[] = [];
      let round = 0;
      const statements = await stapleStatuses(keys, BLOCK, {
        domain: '44',
        witness: { statusStatement: answers.own ?? (async () => own) },
        peers: { statusStatements: async () => answers.others[round++] ?? answers.others.at(-1) ?? [] },
        trust: { material: () => trust },
        clock: { now: () => NOW },
        pause: async (milliseconds) => void pauses.push(milliseconds),
      });
      return { domains: statements.map(({ head }) => head.domain), pauses: pauses.length };
    };

    it('are given at once where a quorum agrees', async () => {
      expect(await staple({ others: [[guizhou]] })).to.deep.equal({ domains: ['44', '52'], pauses: 0 });
    });

    it('are asked for again when another node lags by a block', async () => {
      const behind = await issued.makeStatus('43', { head: { blockNumber: BLOCK - 1 } });
      expect(await staple({ others: [[behind], [hunan]] })).to.deep.equal({ domains: ['43', '44'], pauses: 1 });
    });

    it('are left out in the end, where no quorum agrees', async () => {
      const { domains, pauses } = await staple({ others: [[withLeaf(hunan, { state: 'revoked' })]] });
      expect(domains).to.deep.equal([]);
      expect(pauses).to.be.greaterThan(0);
    });

    it('go without a witness of our own that cannot say', async () => {
      const stale = async () => {
        throw new AppError('WITNESS_STALE');
      };
      expect((await staple({ own: stale, others: [[guizhou, hunan]] })).domains).to.deep.equal(['43', '52']);
    });

    it('hide no fault of our own', async () => {
      const broken = async () => {
        throw new TypeError('broken');
      };
      const outcome = await staple({ own: broken, others: [[]] }).catch((error: unknown) => error);
      expect(outcome).to.be.instanceOf(TypeError);
    });
  });
});

function at(offset: number): string {
  return formatTime(NOW + offset);
}

function impossible<T extends { since: string }>(leaf: T): T {
  return { ...leaf, since: '2026-02-31T00:00:00.000Z' };
}

function withLeaf(
  statement: StatusStatement,
  change: Partial<StatusStatement['leaves'][number]['leaf']>,
): StatusStatement {
  return { ...statement, leaves: statement.leaves.map(({ leaf, proof }) => ({ leaf: { ...leaf, ...change }, proof })) };
}

function fingerprintsOf(keys: readonly string[]): string[] {
  return keys.filter((key) => key.startsWith('certificate/')).map((key) => key.slice('certificate/'.length));
}
