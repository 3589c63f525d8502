import { expect } from 'chai';
import type { TrustList, TrustListBody } from '../../chaincode/model/trust-list.js';
import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import { walkTrustLists } from '../../gateway/domain/trust/walk.js';
import { policyOf } from '../../gateway/domain/verification/policy.js';
import { createVerifier } from '../../gateway/domain/verification/verify.js';
import { agree, publishTrustList } from '../../gateway/start/fill-registry.js';
import {
  allCaughtUp,
  anchoredLicence,
  inDatabase,
  type LiveNetwork,
  officer,
  withNetwork,
} from '../support/live-network.js';

describe('trust lists between live gateways', function () {
  this.timeout(60_000);
  let network: LiveNetwork;
  before(async () => {
    network = await withNetwork();
  });

  const governor = (domain: string) => network.of(domain).as(domain, 'governance');
  const read = async (address: string, sequence: number | 'latest'): Promise<{ status: number; list: TrustList }> => {
    const response = await fetch(`${address}/v1/trust-lists/${sequence}`);
    return { status: response.status, list: JSON.parse(await response.text()) };
  };
  const publish = async (list: unknown) => {
    const response = await fetch(`${network.of('44').address}/v1/trust-lists`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(list),
    });
    const answer: { code?: string; sequence?: number } = JSON.parse(await response.text());
    return { status: response.status, ...answer };
  };
  const propose = () => governor('43').post<TrustListBody>('/v1/trust-lists/proposals');
  const sign = (domain: string, list: TrustListBody) =>
    governor(domain).post<{ domain: string; signature: string }>('/v1/trust-lists/signatures', { list });

  it('are the same at every gateway, and follow from list 0', async () => {
    const latest = await Promise.all(network.all.map(({ address }) => read(address, 'latest')));
    for (const { list } of latest) expect(list).to.deep.equal(latest[0]?.list);
    const lists: TrustList[] = [];
    for (let at = 0; at <= (latest[0]?.list.list.sequence ?? 0); at += 1) {
      lists.push((await read(network.of('52').address, at)).list);
    }
    expect(walkTrustLists(lists, { pin: { network: network.network } }).ok).to.equal(true);
    expect((await read(network.of('44').address, lists.length)).status).to.equal(404);
  });

  const ALTERED: [what: string, alter: (list: TrustListBody) => unknown][] = [
    [
      'another province’s key',
      (list) => withDomain(list, (entry) => ({ ...entry, witnessKey: other(list, 'witnessKey') })),
    ],
    [
      'one root more',
      (list) => withDomain(list, (entry) => ({ ...entry, roots: [...entry.roots, other(list, 'roots')[0]] })),
    ],
    ['other gateways', (list) => withDomain(list, (entry) => ({ ...entry, gateways: ['https://elsewhere.example'] }))],
    ['a domain less', (list) => ({ ...list, domains: list.domains.slice(1) })],
    ['a type less', (list) => ({ ...list, types: list.types.slice(1) })],
    ['an agreement less', (list) => ({ ...list, agreements: list.agreements.slice(1) })],
    ['another quorum', (list) => ({ ...list, quorum: 'byzantine' })],
    ['another profile', (list) => ({ ...list, profile: 'production' })],
    ['another number', (list) => ({ ...list, sequence: list.sequence + 1 })],
    ['another list before it', (list) => ({ ...list, previous: '0'.repeat(64) })],
    ['a life of a year', (list) => ({ ...list, nextUpdate: new Date(Date.now() + 365 * 86_400_000).toISOString() })],
    ['a time of yesterday', (list) => ({ ...list, issuedAt: new Date(Date.now() - 86_400_000).toISOString() })],
    // Whatever happens up to that block would never come into a list.
    ['a block that nobody has seen', (list) => ({ ...list, blockNumber: list.blockNumber + 1000 })],
  ];
  for (const [what, alter] of ALTERED) {
    it(`are signed by no other gateway with ${what}`, async () => {
      const altered = alter(await propose());
      for (const domain of ['44', '52']) {
        const refusal = await governor(domain)
          .post('/v1/trust-lists/signatures', { list: altered })
          .catch((error: unknown) => error);
        expect([400, 422], String(refusal)).to.include(Reflect.get(Object(refusal), 'status'));
      }
    });
  }

  it('leave nothing out that somebody has taken out of the database', async () => {
    await inDatabase(network, '44', async (sql) => {
      await sql('CREATE TABLE hidden AS SELECT * FROM projected_entry');
      await sql("DELETE FROM projected_entry WHERE kind IN ('agreement', 'type', 'domain')");
    });
    try {
      await agree(network, {
        issuing: '52',
        recognising: '43',
        licenceType: BUSINESS_LICENCE.typeCode,
        decision: 'refuse',
      });
      const { issuedAt: _, nextUpdate: __, ...honest } = await propose();
      const own = await governor('44').post<TrustListBody>('/v1/trust-lists/proposals');
      expect(own).to.deep.include(honest);
      const shortened = { ...own, agreements: own.agreements.slice(0, -1) };
      const refusal = await sign('44', shortened).catch((error: unknown) => error);
      expect(refusal).to.include({ status: 422 });
    } finally {
      await inDatabase(network, '44', async (sql) => {
        await sql('INSERT INTO projected_entry SELECT * FROM hidden ON CONFLICT DO NOTHING');
        await sql('DROP TABLE hidden');
      });
    }
  });

  it('are kept by a gateway only where they follow, unaltered, with a majority', async () => {
    await agree(network, {
      issuing: '43',
      recognising: '52',
      licenceType: BUSINESS_LICENCE.typeCode,
      decision: 'refuse',
    });
    await allCaughtUp(network);
    const { list: held } = await read(network.of('44').address, 'latest');
    const list = await propose();
    const signatures = [await sign('43', list), await sign('44', list)];
    for (const [what, bad] of [
      ['one signature', { list, signatures: signatures.slice(0, 1) }],
      ['one signature twice', { list, signatures: [signatures[0], signatures[0]] }],
      ['signatures of others', { list, signatures: [signatures[0], { ...signatures[0], domain: '52' }] }],
      ['an altered list', { list: { ...list, quorum: 'byzantine' }, signatures }],
      ['a gap', { list: { ...list, sequence: list.sequence + 1 }, signatures }],
      ['another list of a number that is held', { list: { ...held.list, nextUpdate: list.nextUpdate }, signatures }],
    ] as const) {
      const answer = await publish(bad);
      expect(answer, what).to.include({ code: answer.status === 400 ? 'INVALID_REQUEST' : 'TRUST_LIST_REFUSED' });
    }
    expect((await read(network.of('44').address, 'latest')).list).to.deep.equal(held);
    expect(await publish(held)).to.include({ status: 201, sequence: held.list.sequence });

    const next = await publishTrustList(network);
    expect(next.list.sequence).to.equal(held.list.sequence + 1);
    for (const { address } of network.all) expect((await read(address, 'latest')).list).to.deep.equal(next);
  });

  it('and stapled statements are all that a stranger needs', async () => {
    const licenceId = await anchoredLicence(network, 'offline');
    const evidence = await officer(network).get<{ statuses: unknown[] }>(`/v1/licences/${licenceId}/evidence`);
    const { list } = await read(network.of('52').address, 'latest');
    const lists: TrustList[] = [];
    for (let at = 0; at <= list.list.sequence; at += 1) lists.push((await read(network.of('52').address, at)).list);
    const verifier = createVerifier();
    const judge = (file: unknown) => {
      const at = new Date().toISOString();
      const bytes = Buffer.from(JSON.stringify(file));
      const trust = walkTrustLists(lists, { pin: { network: network.network } });
      const reading = verifier.read(bytes);
      return verifier.verifyEvidence({ reading, trust, policy: policyOf(), at, now: at, facts: 'unreachable' });
    };
    expect(evidence.statuses.length).to.be.greaterThan(1);
    expect(judge(evidence)).to.include({ verdict: 'valid', scope: 'evidence' });
    const without = judge({ ...evidence, statuses: [] });
    expect(without.verdict).to.equal('indeterminate');
    expect(without.codes).to.include('STATUS_ABSENT');
    expect(judge({ ...evidence, statuses: evidence.statuses.slice(1) }).verdict).not.to.equal('valid');
  });

  it('status statements are refused for what is not on the ledger', async () => {
    for (const [keys, status] of [
      [[], 400],
      [['licence/none'], 404],
      [['network'], 400],
      [Array.from({ length: 65 }, () => 'network'), 400],
    ] as const) {
      const response = await fetch(`${network.of('43').address}/v1/witness/statuses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ keys }),
      });
      expect(response.status, String(keys[0])).to.equal(status);
    }
  });
});

type Entry = TrustListBody['domains'][number]['signed']['entry'];

/** The list with an altered entry of its first domain. */
function withDomain(list: TrustListBody, alter: (entry: Entry) => unknown): unknown {
  const [first, ...rest] = list.domains;
  if (first === undefined) throw new Error('a list has domains');
  return { ...list, domains: [{ ...first, signed: { ...first.signed, entry: alter(first.signed.entry) } }, ...rest] };
}

function other<K extends keyof Entry>(list: TrustListBody, member: K): Entry[K] {
  const last = list.domains.at(-1);
  if (last === undefined) throw new Error('a list has domains');
  return last.signed.entry[member];
}
