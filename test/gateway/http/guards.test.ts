import { expect } from 'chai';
import { ROLES } from '../../../gateway/domain/policy/actor.js';
import { mayEver } from '../../../gateway/domain/policy/authorise.js';
import { describeRoutes } from '../../../gateway/http/openapi/document.js';
import { routeTable } from '../../../gateway/http/routes.js';
import { SAMPLE_REQUESTS } from './support/requests.js';
import { OTHER_AUTHORITY } from './support/samples.js';
import { type Served, serve } from './support/served.js';
import { type TestIssuer, testIssuer } from './support/tokens.js';

describe('http guards', () => {
  const routes = routeTable({ version: '0.0.0', describe: () => describeRoutes([], '0.0.0') });
  const everyRole = [...ROLES];
  let served: Served;
  let stranger: TestIssuer;
  before(async () => {
    served = await serve();
    stranger = await testIssuer(OTHER_AUTHORITY);
  });
  after(() => served.close());

  for (const { name, method, guard } of routes) {
    if (guard === 'public') continue;
    const rightTenant = () => (guard.tenant === 'domain' ? served.domain : served.authority);
    const wrongTenant = () => (guard.tenant === 'domain' ? served.authority : served.domain);

    const refused = async (status: 401 | 403, token: string | undefined) => {
      const request = SAMPLE_REQUESTS[name];
      if (request === undefined) throw new TypeError('no sample');
      const before = served.calls.length;
      const response = await served.send(method, request, token);
      expect(response.status, await response.text()).to.equal(status);
      expect(response.headers.get('content-type')).to.contain('application/problem+json');
      if (status === 401) expect(response.headers.get('www-authenticate')).to.contain('Bearer');
      expect(served.calls.length).to.equal(before);
    };

    describe(name, () => {
      it('refuses who brings no token', () => refused(401, undefined));
      it('refuses an expired token', async () => {
        await refused(401, await rightTenant().token({ roles: everyRole, expiresIn: -31 }));
      });
      it('refuses a token that never expires', async () => {
        await refused(401, await rightTenant().token({ roles: everyRole, expiresIn: null }));
      });
      it('refuses a token for another audience', async () => {
        await refused(401, await rightTenant().token({ roles: everyRole, audience: 'https://elsewhere.example' }));
      });
      it('refuses an issuer that is not configured', async () => {
        await refused(401, await stranger.token({ roles: everyRole }));
      });
      it('refuses an unknown key in the name of a known issuer', async () => {
        const { issuer } = rightTenant().configured;
        await refused(401, await stranger.token({ roles: everyRole, issuer }));
      });
      it('refuses a known key in the name of another known issuer', async () => {
        const { issuer } = rightTenant().configured;
        await refused(401, await wrongTenant().token({ roles: everyRole, issuer }));
      });
      it('refuses HS256 under the public key', () => refused(401, rightTenant().confused({ roles: everyRole })));
      it('refuses alg none', () => refused(401, rightTenant().unsigned({ roles: everyRole })));
      it('refuses roles that it does not know', async () => {
        await refused(403, await rightTenant().token({ roles: ['root', 'Issuer', ['issuer']] }));
      });
      for (const role of ROLES) {
        if (mayEver({ subject: 'x', tenant: 'x', roles: [role] }, guard.action)) continue;
        it(`refuses the role ${role}`, async () => {
          await refused(403, await rightTenant().token({ roles: [role] }));
        });
      }
      if (guard.tenant !== undefined) {
        it('refuses another tenant', async () => {
          await refused(403, await wrongTenant().token({ roles: everyRole }));
        });
      }
    });
  }

  it('stand before every route that the public may not call', () => {
    const open = routes.filter(({ guard }) => guard === 'public').map(({ name }) => name);
    expect(open).to.have.members([
      ...['publishTrustList', 'readTrustList', 'listBlockStatements', 'statusStatement', 'readDailyStatement'],
      ...[
        'readIssuingCa',
        'readFullRevocationList',
        'readDeltaRevocationList',
        'answerOcsp',
        'answerOcspQuery',
        'stampTime',
      ],
      ...['healthz', 'readyz', 'openapi'],
    ]);
  });
});
