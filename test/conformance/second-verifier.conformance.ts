import { expect } from 'chai';
import { createRandom } from '../../fixtures/random.js';
import { DEFAULT_POLICY, policyOf } from '../../gateway/domain/verification/policy.js';
import { AT, type Choices, evidenceBytes, issue } from '../support/evidence-kit.js';
import { type Probe, ROWS } from '../support/evidence-kit-table.js';
import { createWorld, sharedWorld, type World } from '../support/evidence-kit-world.js';
// The rows: they come with their own tests.
import '../gateway/domain/verification/anchoring.test.js';
import '../gateway/domain/verification/forgers-table.test.js';
import { ALTERATIONS } from './support/alterations.js';
import { garbage } from './support/garbage.js';
import { certificateCases } from './support/hostile-certificates.js';
import { sealCases } from './support/hostile-seals.js';
import { expectAgreement, judgeTwice, type TwiceCase } from './support/judged-twice.js';
import { buildSecondVerifier, type SecondVerifier, startSecondVerifier } from './support/second-verifier.js';
import { laterLists, trustCases } from './support/trust-cases.js';

const ROUNDS = 1_000;
/** A machine that has none of the packages yet builds for some minutes. */
const FIRST_BUILD_MS = 600_000;

describe('the second verifier', function () {
  this.timeout(300_000);
  let second: SecondVerifier;
  let world: World;
  let trust: Uint8Array;
  before(async function () {
    this.timeout(FIRST_BUILD_MS);
    buildSecondVerifier();
    second = startSecondVerifier();
    world = await sharedWorld();
    trust = storeOf(world);
  });
  after(() => second.stop());

  it('gives the same report on every row of the forger’s table, and on its honest twin', async () => {
    const cases: TwiceCase[] = [];
    for (const { title, forged, honest = plain } of ROWS) {
      for (const make of [forged, honest]) cases.push({ title, trust, ...questionOf(await make(world)) });
    }
    const judged = await judgeTwice(second, cases);
    expectAgreement(judged);
    expect(cases.length).to.be.greaterThan(300);
    expect(judged.codes.size).to.be.greaterThan(50);
  });

  it(`gives the same report on ${ROUNDS} alterations`, async () => {
    const judged = await judgeTwice(second, await alteredEvidence(world, trust, ROUNDS));
    expectAgreement(judged);
    expect(Object.values(judged.verdicts).reduce((sum, count) => sum + count)).to.equal(ROUNDS);
    expect(judged.codes.size).to.be.greaterThan(25);
  });

  it('gives the same report on certificates, seals and seal signatures made in every other way', async () => {
    const parts = [...(await certificateCases(world)), ...(await sealCases(world))];
    const judged = await judgeTwice(
      second,
      parts.map((each) => ({ trust, at: AT, ...each })),
    );
    expectAgreement(judged);
    expect(judged.verdicts.valid).to.be.greaterThan(10);
    expect(judged.verdicts.invalid).to.be.greaterThan(80);
  });

  it('gives the same report by every list of the walk, at every time, under every policy', async () => {
    const lists = [...world.lists, ...(await laterLists(world))];
    const stores = lists.map((_, at) => storeOf({ network: world.network, lists: lists.slice(0, at + 1) }));
    const cases: TwiceCase[] = [];
    for (const [name, choices] of Object.entries(WITNESSED)) {
      const evidence = evidenceBytes((await issue(world, choices)).evidence);
      for (const [sequence, trust] of stores.entries()) {
        for (const at of TIMES) {
          for (const policy of [policyOf(), policyOf({ relyingDomain: '43' }), policyOf({ relyingDomain: '52' })]) {
            cases.push({ title: `${name}, list ${sequence}, ${at}`, evidence, trust, policy, at, now: AT });
          }
        }
      }
    }
    const judged = await judgeTwice(second, cases);
    expectAgreement(judged);
    expect(Math.min(...Object.values(judged.verdicts))).to.be.greaterThan(10);
  });

  it('gives the same report on networks of another quorum and of another profile', async () => {
    const cases: TwiceCase[] = [];
    for (const options of [{ quorum: 'byzantine' }, { profile: 'production' }] as const) {
      const other = await createWorld({ seed: JSON.stringify(options), ...options });
      for (const choices of Object.values(WITNESSED)) {
        const evidence = evidenceBytes((await issue(other, choices)).evidence);
        for (const production of [true, false]) {
          const policy = policyOf({ production });
          cases.push({ title: JSON.stringify(options), evidence, trust: storeOf(other), policy, at: AT });
        }
      }
    }
    const judged = await judgeTwice(second, cases);
    expectAgreement(judged);
    expect(judged.verdicts.valid).to.be.greaterThan(1);
  });

  it('reads garbage as we do, as evidence and as a trust list, and answers in time', async () => {
    const { evidence } = await issue(world);
    const cases = garbage(JSON.stringify(evidence)).flatMap(({ title, bytes }) => [
      { title, evidence: bytes, trust, at: AT },
      { title: `${title}, as a trust list`, evidence: evidenceBytes(evidence), trust: bytes, at: AT },
    ]);
    const began = Date.now();
    const judged = await judgeTwice(second, cases);
    expectAgreement(judged);
    expect(judged.verdicts.valid).to.be.within(1, 4);
    expect((Date.now() - began) / cases.length).to.be.below(200);
  });

  it('gives the same code for trust lists that do not hold', async () => {
    const evidence = evidenceBytes((await issue(world)).evidence);
    const judged = await judgeTwice(
      second,
      [...(await trustCases(world))].map((each) => ({ evidence, at: AT, ...each })),
    );
    expectAgreement(judged);
    expect([...judged.codes].filter((code) => code.startsWith('TRUST_'))).to.have.length.greaterThan(10);
  });
});

const plain = async (world: World): Promise<Probe> => ({ evidence: (await issue(world)).evidence });

const TIMES = [
  AT,
  '2026-12-01T01:00:01.000Z',
  '2026-12-01T00:30:00.000Z',
  '2026-12-03T00:00:00.000Z',
  '2027-01-21T00:00:00.000Z',
];

/** Licences that other witnesses saw and others speak of, in blocks that lists do and do not know. */
const WITNESSED: Readonly<Record<string, Choices>> = {
  'two of three': {},
  'all three': {
    statements: (make) => [make('44'), make('43'), make('52')],
    statuses: async (make) => [await make('43'), await make('44'), await make('52')],
  },
  'the others': {
    statements: (make) => [make('43'), make('52')],
    statuses: async (make) => [await make('43'), await make('52')],
  },
  'of Hunan': { domain: '43' },
  ...Object.fromEntries(
    [8, 13, 15, 17].map((blockNumber): [string, Choices] => [
      `in block ${blockNumber}`,
      {
        statements: (make) => [make('44', { blockNumber }), make('43', { blockNumber })],
        statuses: async (make) => [
          await make('44', { head: { blockNumber: 20 } }),
          await make('43', { head: { blockNumber: 14 } }),
        ],
      },
    ]),
  ),
};

function storeOf({ network, lists }: { network: string; lists: readonly unknown[] }): Uint8Array {
  return Buffer.from(JSON.stringify({ format: 'yinxin/trust-store/v1', pin: network, lists }));
}

function questionOf({ evidence, about = {} }: Probe): Omit<TwiceCase, 'title' | 'trust'> {
  const { policy = DEFAULT_POLICY, at = AT, now = at, facts, trust } = about;
  if (trust !== undefined) throw new TypeError('a row with a trust list of its own');
  const bytes = evidence instanceof Uint8Array ? evidence : Buffer.from(JSON.stringify(evidence));
  return { evidence: bytes, policy, at, now, ...(facts !== undefined && { facts }) };
}

/** Several honest licences, altered once or twice each; the same ones in every run. */
async function alteredEvidence(world: World, trust: Uint8Array, count: number): Promise<TwiceCase[]> {
  const choices: Choices[] = [
    {},
    { serial: 'SAMPLE0002' },
    { domain: '43' },
    { open: ['ZZBH', 'CZZT'] },
    { fields: { ZZBFJG: '合成机关' } },
    { statuses: async (make) => [await make('43'), await make('44'), await make('52')] },
  ];
  const texts: string[] = [];
  for (const each of choices) texts.push(JSON.stringify((await issue(world, each)).evidence));
  const policies = [policyOf(), policyOf({ requiredFields: ['ZZBH'] }), policyOf({ relyingDomain: '43' })];
  const random = createRandom('yinxin/second-verifier/alterations');
  const names = Object.keys(ALTERATIONS);
  const cases: TwiceCase[] = [];
  while (cases.length < count) {
    const name = names[cases.length % names.length] ?? '';
    const evidence = ALTERATIONS[name]?.(random.pick(texts), random.pick(texts), random);
    if (evidence === undefined) continue;
    cases.push({ title: `${name}, ${cases.length}`, evidence, trust, policy: random.pick(policies), at: AT });
  }
  return cases;
}
