import { request as httpRequest } from 'node:http';
import { expect } from 'chai';
import { createAuthenticator } from '../../../gateway/auth/authenticator.js';
import { AppError } from '../../../gateway/domain/errors.js';
import { startDevelopmentIssuer } from '../../../gateway/http/development-issuer/start.js';
import { createLog } from '../../../gateway/observability/log.js';
import { NOW } from './support/tokens.js';

describe('development issuer', () => {
  const logged: string[] = [];
  const log = createLog({ level: 'info', destination: { write: (line) => void logged.push(line) } });
  const clock = { now: () => NOW * 1000 };
  const start = (options: { profile?: 'production' | 'evaluation'; nodeEnv?: string; tenants?: string[] } = {}) =>
    startDevelopmentIssuer({
      profile: 'evaluation',
      nodeEnv: 'test',
      tenants: ['44', '11440000YX44M00099'],
      log,
      clock,
      ...options,
    });
  const post = (address: string, value: unknown) =>
    fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });

  it('makes tokens that an authenticator believes for that tenant only', async () => {
    const issuer = await start();
    const authenticate = createAuthenticator({ issuers: issuer.issuers, clock, profile: 'evaluation' });
    for (const tenant of ['44', '11440000YX44M00099']) {
      const response = await post(`${issuer.address}/${tenant}/token`, { subject: 'clerk-2', roles: ['governance'] });
      const { token } = (await response.json()) as { token: string };
      expect(await authenticate(token)).to.deep.equal({ subject: 'clerk-2', tenant, roles: ['governance'] });
    }
    const published = await (await fetch(`${issuer.address}/44/jwks.json`)).text();
    expect(published).to.contain('"kid":"development-44"').and.not.contain('"d"');
    await issuer.close();
  });

  it('says loudly what it is', async () => {
    await (await start()).close();
    expect(logged.join('')).to.contain('FOR DEVELOPMENT ONLY').and.contain('"level":"warn"');
  });

  it('listens on this machine only, and to its own name only', async () => {
    const issuer = await start();
    expect(new URL(issuer.address).hostname).to.equal('127.0.0.1');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${issuer.address}/44/jwks.json`, { headers: { Host: 'rebound.example' } }, (res) => {
        res.resume();
        resolve(res.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).to.equal(403);
    await issuer.close();
  });

  it('answers garbage with problems', async () => {
    const issuer = await start();
    const bad = [
      {},
      { subject: '', roles: [] },
      { subject: 'x', roles: ['root'] },
      { subject: 'x', roles: [], tenant: '44' },
      null,
    ];
    for (const value of bad) expect((await post(`${issuer.address}/44/token`, value)).status).to.equal(400);
    expect((await post(`${issuer.address}/99/token`, { subject: 'x', roles: [] })).status).to.equal(404);
    expect((await fetch(`${issuer.address}/`)).status).to.equal(404);
    await issuer.close();
  });

  const refused = async (options: Parameters<typeof start>[0]) => {
    const error: unknown = await start(options).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(AppError).with.property('code', 'CONFIGURATION_INVALID');
  };
  it('refuses the production profile', () => refused({ profile: 'production' }));
  it('refuses NODE_ENV production', () => refused({ nodeEnv: 'production' }));
  it('refuses tenants that are no codes', () => refused({ tenants: ['../44'] }));
});
