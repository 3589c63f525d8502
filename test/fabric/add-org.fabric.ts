import { join } from 'node:path';
import { expect } from 'chai';
import type { SignedTrustEntry } from '../../chaincode/model/trust-entry.js';
import type { TrustList } from '../../chaincode/model/trust-list.js';
import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import { generateOrders } from '../../fixtures/orders.js';
import { PROVINCES, provincialAuthority } from '../../fixtures/provinces.js';
import { createLog } from '../../gateway/observability/log.js';
import { agree, publishTrustList, registerAuthority, registerTypes } from '../../gateway/start/fill-registry.js';
import { foundNetwork } from '../../gateway/start/found-network.js';
import { type Province, type Provinces, startProvince, startProvinces } from '../../gateway/start/provinces.js';
import { startFabric } from '../../gateway/start/shared-ledger.js';
import { addOrg } from '../../network/commands/add-org.js';
import { eventually } from '../support/live-network.js';

const MARKET = provincialAuthority('44', 'market-regulation');
const NEWCOMER = { domain: '45', name: { zh: '广西（合成）', en: 'Guangxi (synthetic)' }, authorities: [] };

describe('a fourth province that joins a running network', function () {
  this.timeout(300_000);
  let provinces: Provinces;
  let fourth: Province;
  let licence: { licenceId: string; evidence: unknown };
  const log = createLog({ level: 'silent' });
  const governs = ({ domain, as }: Province) => as(domain, 'governance');
  const issuer = () => provinces.of('44').as(MARKET.uscc, 'issuer', 'registrar', 'auditor');

  before(async () => {
    provinces = await startProvinces({ log, openLedger: (folder) => startFabric(join(folder, 'network')) });
    await foundNetwork(provinces);
    await registerTypes(provinces, ({ typeCode }) => ownerOf(typeCode));
    await registerAuthority(provinces.of('44'), MARKET);
    await eventually('a first list', () => publishTrustList(provinces));
    licence = await issue('before');
  });
  after(async () => {
    await fourth?.stop();
    await provinces?.stop();
  });

  async function issue(seed: string): Promise<typeof licence> {
    const [order] = generateOrders({ seed, count: 1, type: BUSINESS_LICENCE, authority: MARKET });
    const { licenceId } = await issuer().post<{ licenceId: string }>(`/v1/authorities/${MARKET.uscc}/licences`, order);
    const evidence = await eventually('its evidence', () => issuer().get(`/v1/licences/${licenceId}/evidence`));
    return { licenceId, evidence };
  }

  it('is admitted by a majority, on the channel and on the ledger', async () => {
    const interrupted = new AbortController().signal;
    const data = join(provinces.folder, 'network');
    await addOrg({ data, domain: '45', name: 'Guangxi', env: process.env, interrupted, tell: () => undefined });
    fourth = await startProvince(NEWCOMER, { folder: provinces.folder, ledger: provinces.ledger, log });

    const first = await governs(provinces.of('44')).get<TrustList>('/v1/trust-lists/0');
    const { founding } = first.list;
    const { signed } = await governs(fourth).post<{ signed: SignedTrustEntry }>('/v1/network/founding-entry', {
      founding,
    });
    for (const domain of ['44', '43']) {
      await governs(provinces.of(domain)).post('/v1/network/votes', { proposal: { kind: 'admit-domain', signed } });
    }
    const list = await eventually('a list with four', async () => {
      const next = await publishTrustList(provinces);
      return next.list.domains.some(({ signed: { entry } }) => entry.domain === '45') ? next : undefined;
    });
    for (let sequence = 0; sequence <= list.list.sequence; sequence += 1) {
      const each = await governs(provinces.of('44')).get<TrustList>(`/v1/trust-lists/${sequence}`);
      await governs(fourth).post('/v1/trust-lists', each);
    }
    expect(list.list.domains.filter(({ untilBlock }) => untilBlock === undefined)).to.have.length(4);
  });

  it('verifies a licence that was issued before it joined, on its own node', async () => {
    const all = {
      ...provinces,
      all: [...provinces.all, fourth],
      of: (domain: string) => (domain === '45' ? fourth : provinces.of(domain)),
    };
    await agree(all, { issuing: '44', recognising: '45', licenceType: BUSINESS_LICENCE.typeCode, decision: 'accept' });
    await eventually('a list with the agreement', async () => {
      const { list } = await publishTrustList(all);
      return list.agreements.some(({ halves: [{ command }] }) => command.body.terms.recognising === '45');
    });
    const window = fourth.as('45', 'window');
    const report = await eventually('its own node has caught up', async () => {
      const answer = await window.post<{ verdict: string; codes: string[] }>(
        '/v1/verifications/evidence',
        licence.evidence,
      );
      return answer.verdict === 'indeterminate' ? undefined : answer;
    });
    expect(report).to.deep.include({ verdict: 'valid', codes: [] });
  });

  it('leaves the entries from before writable, by the majority of four', async () => {
    const { items } = await issuer().get<{ items: { digest: string }[] }>(`/v1/seals?authority=${MARKET.uscc}`);
    const [seal] = items;
    expect(seal).not.to.equal(undefined);
    const change = (state: string, reason: string) =>
      governs(provinces.of('44')).post(`/v1/seals/${seal?.digest}/state`, { state, reason });
    await change('frozen', 'under-investigation');
    await change('active', 'freeze-lifted');
    const after = await issue('after');
    const report = await fourth
      .as('45', 'window')
      .post<{ verdict: string }>('/v1/verifications/evidence', after.evidence);
    expect(report.verdict).to.equal('valid');
  });
});

function ownerOf(typeCode: string): string {
  const owner = PROVINCES.find(({ authorities }) => authorities.some(({ uscc }) => typeCode.startsWith(uscc)));
  if (owner === undefined) throw new TypeError(`nobody defines ${typeCode}`);
  return owner.domain;
}
