import { expect } from 'chai';
import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import type { TrustListBody } from '../../../../chaincode/model/trust-list.js';
import type { StatusLeaf } from '../../../../gateway/domain/evidence/status.js';
import { walkTrustLists } from '../../../../gateway/domain/trust/walk.js';
import { policyOf } from '../../../../gateway/domain/verification/policy.js';
import { sm3Hex } from '../../../../pki/sm3.js';
import {
  ANCHORED_AT,
  AT,
  BLOCK,
  type Choices,
  issue,
  keyOf,
  licenceIdOf,
  STATUS_BLOCK,
  verify,
} from '../../../support/evidence-kit.js';
import { issued, row } from '../../../support/evidence-kit-table.js';
import {
  emptyView,
  LISTED_TO,
  makeSeal,
  nextBody,
  sharedWorld,
  signList,
  type World,
} from '../../../support/evidence-kit-world.js';
import { DAY_MS, FOUNDED_AT } from '../../../support/test-domain.js';
import { testCertificate, testKey } from '../../../support/test-pki.js';

const JUST_BEFORE = '2026-12-01T01:00:01.000Z';
const JUST_AFTER = '2026-12-01T01:00:01.001Z';

type Part = 'signing' | 'sealSigning' | 'sealMaker' | 'ca';
function fingerprintOf(world: World, part: Part): string {
  const domain = world.domains['44'];
  const [authority] = domain.authorities;
  return part === 'sealMaker' || part === 'ca' ? domain[part].fingerprint : authority[part].fingerprint;
}

const revoked = (part: Part, change: Partial<StatusLeaf>) =>
  issued((world) => ({
    states: {
      [ledgerKeys.certificate(fingerprintOf(world, part))]: { state: 'revoked', version: 2, sinceBlock: 25, ...change },
    },
  }));
const seal = (change: Partial<StatusLeaf>) =>
  issued((world) => ({
    states: { [ledgerKeys.seal(world.domains['44'].authorities[0].seal)]: { version: 2, sinceBlock: 25, ...change } },
  }));

describe('what happened since the anchoring takes nothing away', () => {
  for (const part of ['signing', 'sealSigning', 'sealMaker', 'ca'] as const) {
    row(`the ${part} certificate is distrusted from the very time of the anchoring on`, {
      forged: revoked(part, { distrustFrom: JUST_BEFORE }),
      honest: revoked(part, { distrustFrom: JUST_AFTER }),
      verdict: 'invalid',
      code: 'CERTIFICATE_DISTRUSTED',
    });
    row(`the ${part} certificate is called active, and distrusted from the anchoring on`, {
      forged: revoked(part, { state: 'active', distrustFrom: JUST_BEFORE }),
      honest: revoked(part, { state: 'active', distrustFrom: JUST_AFTER }),
      verdict: 'invalid',
      code: 'CERTIFICATE_DISTRUSTED',
    });
    row(`the ${part} certificate was revoked in an earlier transaction of the block`, {
      forged: revoked(part, { sinceBlock: BLOCK, sinceIndex: 0, distrustFrom: AT }),
      honest: revoked(part, { sinceBlock: BLOCK, sinceIndex: 2, distrustFrom: AT }),
      verdict: 'invalid',
      code: 'CERTIFICATE_REVOKED',
    });
  }
  for (const state of ['lost', 'cancelled'] as const) {
    row(`a seal ${state} from before the anchoring on`, {
      forged: seal({ state, distrustFrom: JUST_BEFORE }),
      honest: seal({ state, distrustFrom: JUST_AFTER }),
      verdict: 'invalid',
      code: 'SEAL_DISTRUSTED',
    });
  }
  row('a seal frozen before the anchoring', {
    forged: seal({ state: 'frozen', sinceBlock: BLOCK - 1 }),
    honest: seal({ state: 'frozen', sinceBlock: BLOCK + 1 }),
    verdict: 'invalid',
    code: 'SEAL_NOT_ACTIVE',
  });
  row('a right that ended before the anchoring', {
    forged: right(BLOCK - 1),
    honest: right(BLOCK + 1),
    verdict: 'invalid',
    code: 'RIGHT_ENDED',
  });

  const validUntil =
    (part: 'signing' | 'sealSigning' | 'sealMaker' | 'ca', notAfter: number) => async (world: World) => {
      const domain = world.domains['44'];
      const subject = {
        organization: 'Synthetic',
        organizationIdentifier: domain.authorities[0].uscc,
        commonName: 'Short',
      };
      const notBefore = Date.parse('2026-11-21T00:00:00.000Z');
      const profile = (
        { signing: 'licence-signing', sealSigning: 'seal-signing', sealMaker: 'seal-making', ca: 'issuing-ca' } as const
      )[part];
      const issuer = part === 'ca' ? domain.root : domain.ca;
      const made = await testCertificate({
        seed: `short ${part} ${notAfter}`,
        profile,
        subject,
        issuer,
        notBefore,
        notAfter,
      });
      const sealSigning = part === 'sealSigning' ? made : domain.authorities[0].sealSigning;
      const sealDer = await makeSeal(part === 'sealMaker' ? made : domain.sealMaker, [sealSigning]);
      if (part !== 'ca') return issued({ [part]: made, sealDer })(world);
      const below = await testCertificate({
        seed: 'below',
        profile: 'licence-signing',
        subject,
        issuer: made,
        notBefore,
        notAfter: notAfter + 1e9,
      });
      return issued({ signing: below, cas: [domain.ca, made] })(world);
    };
  for (const part of ['signing', 'sealSigning', 'sealMaker', 'ca'] as const) {
    row(`the ${part} certificate expired before the anchoring`, {
      forged: validUntil(part, Date.parse('2026-12-01T01:00:00.000Z')),
      // Expired an hour before the question.
      honest: validUntil(part, Date.parse('2026-12-01T02:00:00.000Z')),
      verdict: 'invalid',
      code: 'CERTIFICATE_NOT_VALID_THEN',
    });
  }
  const sealUntil = (validTo: string) => async (world: World) => {
    const { sealMaker, authorities } = world.domains['44'];
    return issued({
      sealDer: await makeSeal(sealMaker, [authorities[0].sealSigning], { validTo: Date.parse(validTo) }),
    })(world);
  };
  row('the seal expired before the anchoring', {
    forged: sealUntil('2026-12-01T01:00:00.000Z'),
    honest: sealUntil('2026-12-01T02:00:00.000Z'),
    verdict: 'invalid',
    code: 'SEAL_NOT_VALID_THEN',
  });
});

function right(sinceBlock: number) {
  return issued((world) => {
    const { authorities, type } = world.domains['44'];
    return { states: { [ledgerKeys.right(authorities[0].uscc, type)]: { state: 'ended', version: 2, sinceBlock } } };
  });
}

describe('evidence from before a revocation', () => {
  const DAY_LATER = '2026-12-02T03:00:00.000Z';
  let world: World;
  before(async () => {
    world = await sharedWorld();
  });

  it('is indeterminate when its statuses are old, and invalid with fresh ones', async () => {
    const old = await issue(world);
    const stale = verify(world, old.evidence, { at: DAY_LATER });
    expect(stale.verdict).to.equal('indeterminate');
    expect(stale.codes).to.include('STATUS_STALE');

    const { type, authorities } = world.domains['44'];
    const key = keyOf(world, licenceIdOf(type, authorities[0].uscc, 'SAMPLE0001'));
    const revoked = { state: 'revoked', version: 2, sinceBlock: 29, since: '2026-12-01T12:00:00.000Z' };
    const head = { head: { seenAt: DAY_LATER } };
    const fresh = await issue(world, {
      states: { [key]: revoked },
      statuses: async (make) => [await make('44', head), await make('43', head)],
    });
    const report = verify(world, fresh.evidence, { at: DAY_LATER });
    expect(report.verdict).to.equal('invalid');
    expect(report.codes).to.deep.equal(['LICENCE_REVOKED']);
  });

  it('is invalid even with old statuses once they say revoked', async () => {
    const { type, authorities } = world.domains['44'];
    const key = keyOf(world, licenceIdOf(type, authorities[0].uscc, 'SAMPLE0001'));
    const { evidence } = await issue(world, { states: { [key]: { state: 'revoked', version: 2, sinceBlock: 25 } } });
    const report = verify(world, evidence, { at: DAY_LATER });
    expect(report.verdict).to.equal('invalid');
    expect(report.codes).to.include.members(['STATUS_STALE', 'LICENCE_REVOKED']);
  });
});

describe('the anchoring time', () => {
  it('is the quorum-th smallest time of the statements', async () => {
    const world = await sharedWorld();
    const { evidence } = await issue(world);
    expect(verify(world, evidence).anchoredAt).to.equal(ANCHORED_AT);
    const other = await issue(world, { statements: (make) => [make('52'), make('43')] });
    expect(verify(world, other.evidence).anchoredAt).to.equal('2026-12-01T01:00:02.000Z');
  });
});

describe('a witness that the trust list convicts', () => {
  let world: World;
  before(async () => {
    world = await sharedWorld();
  });
  const convicted = async (domain: '43', blockNumber: number) => {
    const { makeStatement } = await issue(world);
    const [, { list }] = world.lists;
    const statements: TrustListBody['convictions'][number]['statements'] = [
      makeStatement(domain, { blockNumber }),
      makeStatement(domain, { blockNumber, blockHash: sm3Hex(Buffer.of(1)) }),
    ];
    const body = nextBody(list, {
      ...emptyView(Math.max(12, blockNumber)),
      convictions: [{ domain, blockNumber, statements }],
    });
    const next = signList(body, [world.domains['44'], world.domains['52']]);
    const trust = walkTrustLists([...world.lists, next], { pin: { network: world.network } });
    expect(trust.ok).to.equal(true);
    return trust;
  };

  it('counts for nothing from that height on, and the others decide', async () => {
    const trust = await convicted('43', BLOCK);
    const with43 = await issue(world);
    const report = verify(world, with43.evidence, { trust });
    expect(report.verdict).to.equal('indeterminate');
    expect(report.codes).to.include.members(['WITNESS_QUORUM_MISSING', 'STATUS_ABSENT']);
    const others = await issue(world, {
      statements: (make) => [make('44'), make('52')],
      statuses: async (make) => [await make('44'), await make('52')],
    });
    expect(verify(world, others.evidence, { trust }).verdict).to.equal('valid');
  });

  it('counts as before below that height', async () => {
    const trust = await convicted('43', BLOCK + 1);
    const report = verify(world, (await issue(world)).evidence, { trust });
    expect(report.checks.find(({ name }) => name === 'witnesses')?.outcome).to.equal('passed');
  });

  it('says nothing of the present, whatever height it names', async () => {
    const trust = await convicted('43', STATUS_BLOCK);
    const head = { blockNumber: STATUS_BLOCK - 1 };
    const { evidence } = await issue(world, {
      statuses: async (make) => [await make('44'), await make('43', { head })],
    });
    expect(verify(world, evidence, { trust }).codes).to.include('STATUS_ABSENT');
  });
});

describe('what else a report says', () => {
  it('counts hidden fields, and lists no personal data', async () => {
    const world = await sharedWorld();
    const { evidence } = await issue(world, { open: ['ZZBH'] });
    const report = verify(world, evidence, { policy: policyOf({ requiredFields: ['ZZBH'] }) });
    expect(report.verdict).to.equal('valid');
    expect(report.hiddenFields).to.equal(3);
    expect(JSON.stringify(report)).not.to.include('合成');
  });

  it('is the same for bytes and for the value that they spell', async () => {
    const world = await sharedWorld();
    const { evidence } = await issue(world);
    expect(verify(world, Buffer.from(JSON.stringify(evidence)))).to.deep.equal(verify(world, evidence));
  });
});

describe('evidence from blocks that the list does not know', () => {
  let world: World;
  before(async () => {
    world = await sharedWorld();
  });
  const warnings = async (choices: Choices) => {
    const { verdict, warnings } = verify(world, (await issue(world, choices)).evidence);
    return { verdict, older: warnings.includes('TRUST_LIST_OLDER') };
  };
  const rotated = { key: testKey('a witness key newer than the list') };
  const witnessed = (blockNumber: number): Choices => ({
    statements: (make) => [make('44', { blockNumber }), make('43', { blockNumber }, rotated)],
  });

  it('is not warned of while everything passes', async () => {
    expect(await warnings({})).to.deep.equal({ verdict: 'valid', older: false });
  });

  it('is warned of where a witness key fails, and invalid all the same', async () => {
    expect(await warnings(witnessed(LISTED_TO + 1))).to.deep.equal({ verdict: 'invalid', older: true });
    expect(await warnings(witnessed(LISTED_TO))).to.deep.equal({ verdict: 'invalid', older: false });
  });

  it('is warned of where the key of a status fails', async () => {
    const stated = (blockNumber: number): Choices => ({
      statements: (make) => [make('44', { blockNumber: LISTED_TO }), make('43', { blockNumber: LISTED_TO })],
      statuses: async (make) => [
        await make('44', { head: { blockNumber } }),
        await make('43', { head: { blockNumber } }, rotated),
      ],
    });
    expect(await warnings(stated(LISTED_TO + 1))).to.deep.equal({ verdict: 'invalid', older: true });
    expect(await warnings(stated(LISTED_TO))).to.deep.equal({ verdict: 'invalid', older: false });
  });

  it('is warned of where a path leads to no root of the list', async () => {
    const signing = await testCertificate({
      seed: 'foreign',
      profile: 'licence-signing',
      subject: {
        organization: 'Synthetic authority',
        organizationIdentifier: world.domains['44'].authorities[0].uscc,
        commonName: 'Under a new root',
      },
      issuer: world.domains['43'].ca,
      notBefore: FOUNDED_AT - DAY_MS,
      notAfter: FOUNDED_AT + 365 * DAY_MS,
    });
    const under = { signing, cas: [world.domains['44'].ca, world.domains['43'].ca] };
    expect(await warnings(under)).to.deep.equal({ verdict: 'invalid', older: true });
  });

  it('is not warned of where something else fails, or nothing newer is there', async () => {
    expect(await warnings({ attestation: { digest: sm3Hex(Buffer.of(1)) } })).to.deep.equal({
      verdict: 'invalid',
      older: false,
    });
    expect(await warnings({ statuses: async () => [] })).to.deep.equal({ verdict: 'indeterminate', older: false });
  });
});
