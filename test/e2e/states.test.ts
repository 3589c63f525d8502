import { expect } from 'chai';
import {
  anchored,
  anchoredLicence,
  businessOrders,
  type Line,
  type LiveNetwork,
  ledgerPicture,
  officer,
  withNetwork,
} from '../support/live-network.js';

type Report = { verdict: string; scope: string; codes: string[] };
type View = { state: string; entryVersion: number; licenceVersion: number };

describe('the states of a licence', function () {
  this.timeout(60_000);
  let network: LiveNetwork;
  before(async () => {
    network = await withNetwork();
  });

  const change = (licenceId: string, verb: string, body: Record<string, unknown>) =>
    officer(network).post<View>(`/v1/licences/${licenceId}/${verb}`, body);
  const refusal = (licenceId: string, verb: string, body: Record<string, unknown>) =>
    change(licenceId, verb, body).catch((error: unknown) => error);
  const evidenceOf = (licenceId: string) =>
    officer(network).get<Record<string, unknown>>(`/v1/licences/${licenceId}/evidence`);
  const abroad = (evidence: Record<string, unknown>) =>
    network.of('43').as('43', 'window').post<Report>('/v1/verifications/evidence', evidence);
  const byId = (domain: string, licenceId: string) =>
    network.of(domain).as(domain, 'window').post<Report>('/v1/verifications', { licenceId });

  it('are seen by the others at once: suspended, resumed, revoked', async () => {
    const licenceId = await anchoredLicence(network, 'states');
    const evidence = await evidenceOf(licenceId);
    expect(await abroad(evidence)).to.include({ verdict: 'valid' });

    const suspended = await change(licenceId, 'suspend', { reason: 'under-investigation', expectedVersion: 1 });
    expect(suspended).to.include({ state: 'suspended', entryVersion: 2 });
    expect(await abroad(evidence)).to.deep.include({ verdict: 'invalid', codes: ['LICENCE_SUSPENDED'] });
    for (const domain of ['44', '43', '52']) {
      expect((await byId(domain, licenceId)).codes, domain).to.include('LICENCE_SUSPENDED');
    }
    expect(await change(licenceId, 'resume', { reason: 'suspension-lifted' })).to.include({ state: 'active' });
    expect(await abroad(evidence)).to.include({ verdict: 'valid' });

    expect(await change(licenceId, 'revoke', { reason: 'serious-violation' })).to.include({ entryVersion: 4 });
    expect(await abroad(evidence)).to.deep.include({ verdict: 'invalid', codes: ['LICENCE_REVOKED'] });
    const history = await officer(network).get<{ items: View[] }>(`/v1/licences/${licenceId}/history`);
    expect(history.items.map(({ state }) => state)).to.deep.equal(['active', 'suspended', 'active', 'revoked']);
  });

  for (const [verb, reason, state, code] of [
    ['withdraw', 'issued-in-error', 'withdrawn', 'LICENCE_WITHDRAWN'],
    ['cancel', 'holder-application', 'cancelled', 'LICENCE_CANCELLED'],
  ] as const) {
    it(`are final once ${state}`, async () => {
      const licenceId = await anchoredLicence(network, verb);
      const evidence = await evidenceOf(licenceId);
      expect(await change(licenceId, verb, { reason })).to.include({ state });
      expect(await abroad(evidence)).to.deep.include({ verdict: 'invalid', codes: [code] });
      expect(await refusal(licenceId, 'resume', { reason: 'suspension-lifted' })).to.include({
        status: 409,
        code: 'STATE_CHANGE_ILLEGAL',
      });
    });
  }

  it('change for a reason of their own and from the version that is there only', async () => {
    const licenceId = await anchoredLicence(network, 'reasons');
    const before = await ledgerPicture(network);
    for (const [verb, body, status, code] of [
      ['suspend', { reason: 'serious-violation' }, 400, 'INVALID_REQUEST'],
      ['suspend', {}, 400, 'INVALID_REQUEST'],
      ['revoke', { reason: 'no such reason' }, 400, 'INVALID_REQUEST'],
      ['suspend', { reason: 'lost-licence', expectedVersion: 7 }, 409, 'LICENCE_STATE_CONFLICT'],
      ['resume', { reason: 'suspension-lifted' }, 409, 'STATE_CHANGE_ILLEGAL'],
    ] as const) {
      expect(await refusal(licenceId, verb, body), verb).to.include({ status, code });
    }
    expect(await ledgerPicture(network)).to.deep.equal(before);
  });

  it('let one of two changes through that come at the same time', async () => {
    const licenceId = await anchoredLicence(network, 'two-at-once');
    const answers = await Promise.all([
      refusal(licenceId, 'revoke', { reason: 'penalty-revocation', expectedVersion: 1 }),
      refusal(licenceId, 'cancel', { reason: 'holder-ended', expectedVersion: 1 }),
    ]);
    const refused = answers.filter((answer) => answer instanceof Error);
    expect(refused).to.have.length(1);
    expect(refused[0]).to.include({ status: 409 });
  });

  it('a reissue supersedes the version before it, at home and abroad, by file and by id', async () => {
    const [order, other] = businessOrders('reissue', 2);
    const path = `/v1/authorities/${order?.authority}/licences`;
    const { licenceId: first = '' } = await officer(network).post<Line>(path, order);
    await anchored(network, first);
    const old = await evidenceOf(first);
    const again = { reason: 'change', order: { ...other, idempotencyKey: 'reissue-of-000000' } };
    const { licenceId: second = '' } = await officer(network).post<Line>(`/v1/licences/${first}/reissue`, again);
    await anchored(network, second);

    expect(second).not.to.equal(first);
    expect(await officer(network).post<Line>(`/v1/licences/${first}/reissue`, again)).to.include({
      licenceId: second,
      repeated: true,
    });
    expect(await abroad(old)).to.deep.include({ verdict: 'invalid', codes: ['LICENCE_SUPERSEDED'] });
    expect(await abroad(await evidenceOf(second))).to.include({ verdict: 'valid' });
    for (const domain of ['44', '43']) {
      expect(await byId(domain, first), domain).to.deep.include({ verdict: 'invalid', codes: ['LICENCE_SUPERSEDED'] });
      expect(await byId(domain, second), domain).to.include({ verdict: 'valid' });
    }
    expect(await officer(network).get<View>(`/v1/licences/${first}`)).to.include({ state: 'superseded' });

    const before = await ledgerPicture(network);
    // The old identifier is no way to the new version.
    expect(await refusal(first, 'revoke', { reason: 'serious-violation' })).to.include({
      code: 'LICENCE_STATE_CONFLICT',
    });
    expect(await refusal(first, 'reissue', { ...again, order: { ...other, idempotencyKey: 'another' } })).to.include({
      code: 'LICENCE_STATE_CONFLICT',
    });
    // One key, one order: neither the issue of the reissue's order nor the reissue of the issue's is the same again.
    const issueOfReissue = await officer(network)
      .post(path, again.order)
      .catch((error: unknown) => error);
    expect(issueOfReissue).to.include({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await refusal(second, 'reissue', { reason: 'change', order })).to.include({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await ledgerPicture(network)).to.deep.equal(before);
  });

  it('are stapled to evidence that is downloaded as soon as it is anchored', async () => {
    for (let at = 0; at < 5; at += 1) {
      const { statuses } = await evidenceOf(await anchoredLicence(network, `stapled-${at}`));
      expect(statuses).to.have.length(2);
    }
  });

  it('shows in no list of refused licences what was not refused', async () => {
    const { items } = await officer(network).get<{ items: View[] }>('/v1/licences?stage=refused');
    expect(items).to.deep.equal([]);
  });
});
