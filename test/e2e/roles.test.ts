import { expect } from 'chai';
import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import { provincialAuthority } from '../../fixtures/provinces.js';
import { ROLES, type Role } from '../../gateway/domain/policy/actor.js';
import { mayEver } from '../../gateway/domain/policy/authorise.js';
import { describeRoutes } from '../../gateway/http/openapi/document.js';
import { routeTable } from '../../gateway/http/routes.js';
import {
  anchoredLicence,
  businessOrders,
  inDatabase,
  type LedgerPicture,
  type LiveNetwork,
  ledgerPicture,
  MARKET,
  officer,
  withNetwork,
} from '../support/live-network.js';

const NATURE = provincialAuthority('44', 'natural-resources');
const TYPE = BUSINESS_LICENCE.typeCode;

/** Requests that would change or tell something, were they let through. */
interface Sample {
  path: string;
  body?: unknown;
  lines?: true;
}

describe('every guarded route of a live gateway', function () {
  this.timeout(60_000);
  const routes = routeTable({ version: '0.0.0', describe: () => describeRoutes([], '0.0.0') });
  let network: LiveNetwork;
  let samples: Record<string, Sample>;
  let before_: LedgerPicture;
  const tokens = new Map<string, Promise<string>>();

  before(async () => {
    network = await withNetwork();
    const licenceId = await anchoredLicence(network, 'roles');
    const evidence = await officer(network).get<unknown>(`/v1/licences/${licenceId}/evidence`);
    const { items: seals } = await officer(network).get<{ items: { digest: string; signerCertificates: string[] }[] }>(
      `/v1/seals?authority=${MARKET.uscc}`,
    );
    const [order, another] = businessOrders('roles-refused', 2);
    const one = `/v1/licences/${licenceId}`;
    const right = `/v1/authorities/${MARKET.uscc}/rights/${TYPE}`;
    const domain = network.of('44').as('44', 'governance');
    const list = await domain.post<unknown>('/v1/trust-lists/proposals');
    const terms = { issuing: '44', recognising: '52', licenceType: TYPE, sealClass: 'finance', decision: 'refuse' };
    const now = new Date().toISOString();
    samples = {
      issueLicence: { path: `/v1/authorities/${MARKET.uscc}/licences`, body: order },
      issueLicences: { path: `/v1/authorities/${MARKET.uscc}/licences/batch`, body: order, lines: true },
      listLicences: { path: `/v1/licences?authority=${MARKET.uscc}` },
      readLicence: { path: one },
      licenceHistory: { path: `${one}/history` },
      downloadEvidence: { path: `${one}/evidence` },
      suspendLicence: { path: `${one}/suspend`, body: { reason: 'lost-licence' } },
      resumeLicence: { path: `${one}/resume`, body: { reason: 'suspension-lifted' } },
      revokeLicence: { path: `${one}/revoke`, body: { reason: 'serious-violation' } },
      withdrawLicence: { path: `${one}/withdraw`, body: { reason: 'issued-in-error' } },
      cancelLicence: { path: `${one}/cancel`, body: { reason: 'ex-officio' } },
      reissueLicence: { path: `${one}/reissue`, body: { reason: 'change', order: another } },
      verifyLicence: { path: '/v1/verifications', body: { licenceId } },
      verifyEvidence: { path: '/v1/verifications/evidence', body: evidence },
      listSeals: { path: '/v1/seals' },
      makeSeal: {
        path: '/v1/seals',
        body: {
          authority: MARKET.uscc,
          esId: '44000000000099',
          name: '合成印章',
          sealClass: 'finance',
          picture: { type: 'PNG', data: 'iVBORw0KGgo', width: 42, height: 42 },
          validFrom: now,
          validUntil: '2031-11-21T00:00:00.000Z',
        },
      },
      changeSealState: {
        path: `/v1/seals/${seals[0]?.digest}/state`,
        body: { state: 'frozen', reason: 'under-investigation' },
      },
      listAuthorities: { path: '/v1/authorities' },
      registerAuthority: { path: '/v1/authorities', body: { uscc: '11440000YX44M0019N', name: '合成机关' } },
      equipAuthority: { path: `/v1/authorities/${MARKET.uscc}/equipment` },
      grantRight: { path: right },
      endRight: { path: `${right}?reason=granted-in-error` },
      revokeCertificate: {
        path: `/v1/certificates/${seals[0]?.signerCertificates[0]}/revocation`,
        body: { distrustFrom: now, reason: 'key-compromise' },
      },
      issueCertificate: {
        path: '/v1/pki/certificates',
        body: { profile: 'tls-client', request: 'MAA=', subject: { commonName: '合成' } },
      },
      renewCertificate: { path: '/v1/pki/certificates/0a/renewal', body: { request: 'MAA=' } },
      endCertificate: { path: '/v1/pki/certificates/0a/end', body: { reason: 'keyCompromise' } },
      listTypes: { path: '/v1/types' },
      registerType: { path: '/v1/types', body: { definition: BUSINESS_LICENCE } },
      listDomains: { path: '/v1/domains' },
      listAgreements: { path: '/v1/recognition-agreements' },
      signAgreement: {
        path: '/v1/recognition-agreements',
        body: { terms: { ...terms, from: '2026-12-01', version: 1 } },
      },
      foundingEntry: { path: '/v1/network/founding-entry', body: { founding: '1'.repeat(64) } },
      signFounding: { path: '/v1/network/founding-signatures', body: {} },
      found: { path: '/v1/network/founding', body: {} },
      registerDomainCertificates: { path: '/v1/network/certificates' },
      castVote: {
        path: '/v1/network/votes',
        body: { proposal: { kind: 'change-quorum', quorum: 'byzantine', version: 2 } },
      },
      proposeTrustList: { path: '/v1/trust-lists/proposals' },
      signTrustList: { path: '/v1/trust-lists/signatures', body: { list } },
      readReconciliation: { path: '/v1/reconciliation/latest' },
    };
    before_ = await ledgerPicture(network);
  });

  const tokenOf = (province: string, tenant: string, roles: readonly Role[]): Promise<string> => {
    const name = JSON.stringify([province, tenant, roles]);
    const known = tokens.get(name) ?? fetchToken(network.of(province).tokenAddress(tenant), roles);
    tokens.set(name, known);
    return known;
  };

  const send = async (name: string, method: string, token: string | undefined) => {
    const sample = samples[name];
    if (sample === undefined) throw new Error(`no sample of ${name}`);
    const { path, body, lines } = sample;
    const response = await fetch(`${network.of('44').address}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': lines ? 'application/x-ndjson' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };

  it('has a sample here', () => {
    const guarded = routes.filter(({ guard }) => guard !== 'public').map(({ name }) => name);
    expect(Object.keys(samples).sort()).to.deep.equal(guarded.sort());
  });

  for (const { name, method, guard } of routes) {
    if (guard === 'public') continue;
    const anyTenant = /^(registry\.read|seal\.read|licence\.verify)$/.test(guard.action);
    const own = guard.tenant === 'domain' ? '44' : MARKET.uscc;

    it(`${name}: 401 without a token of this province`, async () => {
      const abroad = provincialAuthority('43', 'market-regulation').uscc;
      const foreign = await Promise.all([tokenOf('43', '43', ROLES), tokenOf('43', abroad, ROLES)]);
      for (const token of [undefined, 'e30.e30.e30', ...foreign]) {
        expect((await send(name, method, token)).status).to.equal(401);
      }
    });

    it(`${name}: 403 for every other role`, async () => {
      const others = ROLES.filter((role) => !mayEver({ subject: '', tenant: own, roles: [role] }, guard.action));
      for (const roles of [[], others]) {
        expect((await send(name, method, await tokenOf('44', own, roles))).status).to.equal(403);
      }
    });

    if (anyTenant) continue;
    it(`${name}: 403 or 404 for another tenant of the province, whatever the role`, async () => {
      const others = guard.tenant === 'domain' ? [MARKET.uscc, NATURE.uscc] : ['44', NATURE.uscc];
      for (const tenant of others) {
        const { status, text } = await send(name, method, await tokenOf('44', tenant, ROLES));
        expect([403, 404], `${tenant} ${text}`).to.include(status);
      }
    });
  }

  after('nothing has come of it', async () => {
    expect(await ledgerPicture(network)).to.deep.equal(before_);
    const kept = await inDatabase(network, '44', (sql) =>
      sql("SELECT count(*)::integer AS n FROM licence WHERE idempotency_key LIKE 'roles-refused-%'"),
    );
    expect(kept).to.deep.equal([{ n: 0 }]);
  });
});

async function fetchToken(address: string, roles: readonly Role[]): Promise<string> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject: 'somebody', roles, lifetimeSeconds: 600 }),
  });
  const answer: { token: string } = JSON.parse(await response.text());
  return answer.token;
}
