import { expect } from 'chai';
import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import { generateOrders } from '../../fixtures/orders.js';
import { PROVINCES } from '../../fixtures/provinces.js';
import { sealOfAuthority } from '../../fixtures/seals.js';
import { registerAuthority } from '../../gateway/start/fill-registry.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { formatTime } from '../../pki/encoding/times.js';
import {
  eventually,
  issueRows,
  type LiveNetwork,
  ledgerPicture,
  officer,
  withNetwork,
} from '../support/live-network.js';

type Report = { verdict: string; codes: string[] };

describe('an authority that has lost', function () {
  this.timeout(60_000);
  const authority = PROVINCES.find(({ domain }) => domain === '44')?.authorities.find(
    ({ division, isProvincial }) => division === 'market-regulation' && !isProvincial,
  );
  if (authority === undefined) throw new Error('the province has bureaux');
  let network: LiveNetwork;
  before(async () => {
    network = await withNetwork();
    await registerAuthority(network.of('44'), authority);
  });

  const governance = () => network.of('44').as('44', 'governance');
  const issue = async (seed: string) => {
    const rows = generateOrders({ seed, count: 1, type: BUSINESS_LICENCE, authority });
    const [line] = await issueRows(network, rows, authority);
    return line;
  };
  const evidenceOf = (licenceId: string) =>
    eventually('evidence', () =>
      officer(network, authority).get<Record<string, unknown>>(`/v1/licences/${licenceId}/evidence`),
    );
  const abroad = (evidence: unknown) =>
    network.of('43').as('43', 'window').post<Report>('/v1/verifications/evidence', evidence);
  const issueValid = async (seed: string) => {
    const { licenceId = '', code } = (await issue(seed)) ?? {};
    expect(code).to.equal(undefined);
    const evidence = await evidenceOf(licenceId);
    expect(await abroad(evidence)).to.include({ verdict: 'valid' });
    return evidence;
  };
  const equip = () =>
    governance().post<{ signingCertificate: string; sealCertificate: string }>(
      `/v1/authorities/${authority.uscc}/equipment`,
    );
  const revoke = (fingerprint: string) =>
    governance().post(`/v1/certificates/${fingerprint}/revocation`, {
      distrustFrom: formatTime(Date.now()),
      reason: 'key-compromise',
    });
  const makeSeal = (number: number) => {
    const seal = sealOfAuthority(authority.uscc);
    const picture = seal.picture();
    return governance().post<{ digest: string }>('/v1/seals', {
      authority: authority.uscc,
      esId: `${seal.esId}-${number}`,
      name: seal.name,
      sealClass: 'statutory-name',
      picture: { type: 'PNG', data: encodeBase64url(picture.data), width: picture.width, height: picture.height },
      validFrom: formatTime(Date.now() - 60_000),
      validUntil: formatTime(Date.now() + 86_400_000),
    });
  };

  it('nothing is given nothing new', async () => {
    await issueValid('lost-nothing');
    const first = await equip();
    const before = await ledgerPicture(network);
    expect(await equip()).to.deep.equal(first);
    expect(await ledgerPicture(network)).to.deep.equal(before);
  });

  it('its signing key issues nothing until it is given another, and what it issued before stays valid', async () => {
    const evidence = await issueValid('before-the-loss');
    const { signingCertificate, sealCertificate } = await equip();
    await revoke(signingCertificate);
    expect(await issue('after-the-loss')).to.include({ code: 'KEY_NOT_HELD' });
    const renewed = await equip();
    expect(renewed.signingCertificate).not.to.equal(signingCertificate);
    expect(renewed.sealCertificate).to.equal(sealCertificate);
    await issueValid('after-the-loss');
    expect(await abroad(evidence)).to.include({ verdict: 'valid' });
  });

  it('its seal key needs another key and another seal', async () => {
    const { sealCertificate } = await equip();
    await revoke(sealCertificate);
    expect(await issue('after-the-seal-key')).to.include({ code: 'KEY_NOT_HELD' });
    expect((await equip()).sealCertificate).not.to.equal(sealCertificate);
    expect(await issue('after-the-seal-key')).to.include({ code: 'SEAL_NOT_ACTIVE' });
    await makeSeal(2);
    await issueValid('after-the-seal-key');
  });

  it('its seal finds every licence that it touched, and goes on with another', async () => {
    const client = officer(network, authority);
    const { items } = await client.get<{ items: { digest: string; state: string }[] }>(
      `/v1/seals?authority=${authority.uscc}`,
    );
    for (const { digest, state } of items) {
      if (state !== 'active') continue;
      await governance().post(`/v1/seals/${digest}/state`, {
        state: 'lost',
        reason: 'stolen',
        distrustFrom: formatTime(Date.now()),
      });
    }
    expect(await issue('after-the-seal')).to.include({ code: 'SEAL_NOT_ACTIVE' });
    const touched = await Promise.all(
      items.map(({ digest }) => client.get<{ items: unknown[] }>(`/v1/licences?seal=${digest}`)),
    );
    expect(touched.flatMap((page) => page.items)).to.have.length(4);
    await makeSeal(3);
    await issueValid('after-the-seal');
  });
});
