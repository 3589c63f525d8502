import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { describeRoutes } from '../../../gateway/http/openapi/document.js';
import { routeTable } from '../../../gateway/http/routes.js';
import { SURPLUS } from './support/fake-use-cases.js';
import { SAMPLE_REQUESTS } from './support/requests.js';
import { AUTHORITY, LICENCE_ID } from './support/samples.js';
import { type Served, serve } from './support/served.js';

describe('http routes', () => {
  const routes = routeTable({ version: '0.0.0', describe: () => describeRoutes([], '0.0.0') });
  const document = describeRoutes(routes, '0.0.0');
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: 'api:', components: document.components });
  let served: Served;
  before(async () => {
    served = await serve();
  });
  after(() => served.close());

  const allRoles = ['issuer', 'registrar', 'auditor', 'window', 'governance'];
  const tokenFor = (guard: (typeof routes)[number]['guard']) => {
    if (guard === 'public') return undefined;
    const tenant = guard.tenant === 'domain' ? served.domain : served.authority;
    return tenant.token({ roles: allRoles });
  };

  it('have a sample request each', () => {
    expect(Object.keys(SAMPLE_REQUESTS).sort()).to.deep.equal(routes.map(({ name }) => name).sort());
  });

  for (const route of routes) {
    it(`${route.name} calls its use case once and answers by its description`, async () => {
      const before = served.calls.length;
      const request = SAMPLE_REQUESTS[route.name];
      if (request === undefined) throw new TypeError('no sample');
      const response = await served.send(route.method, request, await tokenFor(route.guard));
      const text = await response.text();
      const outcome = route.answer.outcomes.find(({ status }) => status === response.status);
      expect(outcome, `${response.status} ${text}`).to.be.an('object');
      expect(text).not.to.contain(SURPLUS);
      expect(served.calls.length - before).to.equal(['healthz', 'openapi'].includes(route.name) ? 0 : 1);
      const path = route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}');
      const method = route.method.toLowerCase() as 'get';
      const described = document.paths[path]?.[method]?.responses[response.status];
      const content = described !== undefined && 'content' in described ? described.content : undefined;
      const [[mediaType, { schema }] = ['', { schema: {} }]] = Object.entries(content ?? {});
      if (schema !== undefined && !('$ref' in schema)) {
        // Bytes of another standard's media type.
        expect(response.headers.get('content-type')).to.equal(mediaType);
        expect(text).to.equal('0\0');
        return;
      }
      const reference = `api:${String(schema?.$ref)}`;
      expect(ajv.validate({ $ref: reference }, JSON.parse(text)), ajv.errorsText()).to.equal(true);
    });
  }

  it('hand on what came in, typed', async () => {
    const token = await served.authority.token({ roles: ['auditor'] });
    await served.send('GET', { path: `/v1/licences?state=revoked` }, token);
    expect(served.calls.at(-1)?.args).to.deep.equal([
      { subject: 'clerk-1', tenant: AUTHORITY, roles: ['auditor'] },
      { state: 'revoked', limit: 50 },
    ]);
    await served.send('GET', { path: `/v1/licences/${LICENCE_ID}/evidence?reveal=ZZBH,KZ_scope` }, token);
    expect(served.calls.at(-1)?.args[1]).to.deep.equal({ licenceId: LICENCE_ID, reveal: ['ZZBH', 'KZ_scope'] });
    await served.send('GET', { path: '/v1/witness/block-statements?from=12' });
    expect(served.calls.at(-1)).to.deep.equal({ name: 'listBlockStatements', args: [{ fromBlock: 12, limit: 100 }] });
  });

  it('map each verb to its state', async () => {
    const token = await served.authority.token({ roles: ['registrar'] });
    const states = {
      suspend: 'suspended',
      resume: 'active',
      revoke: 'revoked',
      withdraw: 'withdrawn',
      cancel: 'cancelled',
    };
    for (const [verb, state] of Object.entries(states)) {
      const sample = SAMPLE_REQUESTS[`${verb}Licence`];
      if (sample === undefined) throw new TypeError('no sample');
      await served.send('POST', sample, token);
      expect(served.calls.at(-1)?.args[1]).to.include({ licenceId: LICENCE_ID, state });
    }
  });

  it('hand evidence files on byte by byte', async () => {
    const token = await served.authority.token({ roles: ['window'] });
    const response = await fetch(`${served.address}/v1/verifications/evidence`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/octet-stream' },
      body: Uint8Array.of(0xff, 0x00, 0x7b),
    });
    expect(response.status).to.equal(200);
    const given = served.calls.at(-1)?.args[1];
    expect(given)
      .to.have.property('body')
      .deep.equal(Buffer.of(0xff, 0x00, 0x7b));
  });

  it('send authenticated answers with no-store and the headers of something that is no page', async () => {
    const response = await served.send(
      'GET',
      { path: '/v1/types' },
      await served.authority.token({ roles: ['window'] }),
    );
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(response.headers.get('content-security-policy')).to.contain("default-src 'none'");
    expect(response.headers.get('x-content-type-options')).to.equal('nosniff');
    expect(response.headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('let anybody keep a numbered trust list for good and the latest for a minute', async () => {
    const numbered = await served.send('GET', { path: '/v1/trust-lists/0' });
    expect(numbered.headers.get('cache-control')).to.contain('immutable');
    const etag = numbered.headers.get('etag') ?? '';
    const again = await served.send('GET', { path: '/v1/trust-lists/0' }, undefined, { 'If-None-Match': etag });
    expect([again.status, await again.text()]).to.deep.equal([304, '']);
    const latest = await served.send('GET', { path: '/v1/trust-lists/latest' });
    expect(latest.headers.get('cache-control')).to.equal('public, max-age=60');
  });

  it('tell readiness by status, and no reasons to strangers', async () => {
    const sick = await serve({
      overrides: { health: async () => ({ ready: false, checks: { ledger: { ready: false, detail: SURPLUS } } }) },
    });
    const response = await sick.send('GET', { path: '/readyz' });
    expect(response.status).to.equal(503);
    expect(await response.json()).to.deep.equal({ ready: false, checks: { ledger: { ready: false } } });
    await sick.close();
  });
});
