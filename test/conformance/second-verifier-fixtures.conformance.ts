import { expect } from 'chai';
import type { TrustList } from '../../chaincode/model/trust-list.js';
import { TYPES_BY_DIVISION } from '../../fixtures/licence-types.js';
import { generateOrders } from '../../fixtures/orders.js';
import { DIVISIONS, provincialAuthority } from '../../fixtures/provinces.js';
import type { Evidence } from '../../gateway/domain/evidence/evidence.js';
import { policyOf } from '../../gateway/domain/verification/policy.js';
import { forgeries } from '../../gateway/start/journey/forgeries.js';
import { formatTime } from '../../pki/encoding/times.js';
import { eventually, issueRows, type LiveNetwork, officer, withNetwork } from '../support/live-network.js';
import { expectAgreement, judgeTwice, type TwiceCase } from './support/judged-twice.js';
import { buildSecondVerifier, type SecondVerifier, startSecondVerifier } from './support/second-verifier.js';

const EACH = 4;
const FIRST_BUILD_MS = 600_000;
const POLICIES = {
  default: policyOf(),
  'used in Hunan': policyOf({ relyingDomain: '43' }),
  'used in Guizhou': policyOf({ relyingDomain: '52' }),
  'one field': policyOf({ requiredFields: ['ZZBH'] }),
  production: policyOf({ production: true }),
};

/** Three synthetic provinces, live: every type and authority of the fixtures, as gateways hand the evidence out. */
describe('the second verifier, on the licences of the fixtures', function () {
  this.timeout(300_000);
  let second: SecondVerifier;
  let network: LiveNetwork;
  let trust: Uint8Array;
  const licences: Evidence[][] = [];

  before(async function () {
    this.timeout(FIRST_BUILD_MS);
    buildSecondVerifier();
    second = startSecondVerifier();
    network = await withNetwork();
    for (const division of DIVISIONS) licences.push(await issued(network, division));
    trust = await trustStore(network);
  });
  after(() => second.stop());

  it('gives the same report, under every policy and as of three times', async () => {
    const now = Date.now();
    const cases: TwiceCase[] = [];
    for (const evidence of licences.flat()) {
      for (const [title, policy] of Object.entries(POLICIES)) {
        for (const at of [now, now - 3600_000, now + 2 * 86_400_000]) {
          cases.push({ title, evidence: bytesOf(evidence), trust, policy, at: formatTime(at), now: formatTime(now) });
        }
      }
    }
    const judged = await judgeTwice(second, cases);
    expectAgreement(judged);
    expect(judged.verdicts.valid).to.be.at.least(licences.flat().length);
  });

  it('gives the same report on what a forger makes of them', async () => {
    const at = formatTime(Date.now());
    const cases: TwiceCase[] = [];
    const [first = [], ...others] = licences;
    for (const [mine, sister] of [first, ...others].map((each) => [each[0], each[1]])) {
      const foreign = licences.find((each) => !each.includes(mine as Evidence))?.[0];
      if (mine === undefined || sister === undefined || foreign === undefined) throw new RangeError('too few licences');
      for (const { step, make } of forgeries(mine, sister, foreign)) {
        cases.push({ title: step, evidence: bytesOf(make()), trust, at });
      }
    }
    const judged = await judgeTwice(second, cases);
    expectAgreement(judged);
    expect(judged.verdicts.invalid).to.equal(cases.length);
  });
});

async function issued(network: LiveNetwork, division: (typeof DIVISIONS)[number]): Promise<Evidence[]> {
  const authority = provincialAuthority('44', division);
  const type = TYPES_BY_DIVISION[division];
  const lines = await issueRows(network, generateOrders({ seed: 'second', count: EACH, type, authority }), authority);
  const made: Evidence[] = [];
  for (const { licenceId, code } of lines) {
    if (licenceId === undefined) throw new Error(`not issued: ${code}`);
    const client = officer(network, authority);
    await eventually('anchored', async () => {
      const { stage } = await client.get<{ stage: string }>(`/v1/licences/${licenceId}`);
      return stage === 'anchored';
    });
    made.push(await client.get<Evidence>(`/v1/licences/${licenceId}/evidence`));
  }
  return made;
}

async function trustStore(network: LiveNetwork): Promise<Uint8Array> {
  const client = officer(network);
  const { list } = await client.get<TrustList>('/v1/trust-lists/latest');
  const lists: TrustList[] = [];
  for (let at = 0; at <= list.sequence; at += 1) lists.push(await client.get<TrustList>(`/v1/trust-lists/${at}`));
  return bytesOf({ format: 'yinxin/trust-store/v1', pin: network.network, lists });
}

function bytesOf(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
