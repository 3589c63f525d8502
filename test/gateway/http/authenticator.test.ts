import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createAuthenticator } from '../../../gateway/auth/authenticator.js';
import type { TokenIssuer } from '../../../gateway/auth/issuers.js';
import { AppError } from '../../../gateway/domain/errors.js';
import { AUDIENCE, NOW, type TestIssuer, testIssuer } from './support/tokens.js';

const clock = { now: () => NOW * 1000 };

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await promise);
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('authenticator', () => {
  let one: TestIssuer;
  before(async () => {
    one = await testIssuer('44');
  });
  const create = (...issuers: TokenIssuer[]) => createAuthenticator({ issuers, clock, profile: 'evaluation' });

  it('makes the actor of the issuer’s one tenant, with the roles it knows', async () => {
    const token = await one.token({ roles: ['governance', 'root', 7, 'auditor'] });
    expect(await create(one.configured)(token)).to.deep.equal({
      subject: 'clerk-1',
      tenant: '44',
      roles: ['auditor', 'governance'],
    });
  });

  it('tolerates clocks that are 30 seconds apart and no more', async () => {
    const authenticate = create(one.configured);
    expect(await codeOf(one.token({ expiresIn: -29 }).then(authenticate))).to.contain('clerk-1');
    expect(await codeOf(one.token({ expiresIn: -30 }).then(authenticate))).to.equal('UNAUTHENTICATED');
    expect(await codeOf(one.token({ notBefore: 29 }).then(authenticate))).to.contain('clerk-1');
    expect(await codeOf(one.token({ notBefore: 60 }).then(authenticate))).to.equal('UNAUTHENTICATED');
  });

  it('asks the clock again for a token that it has taken before', async () => {
    let now = NOW;
    const authenticate = createAuthenticator({
      issuers: [one.configured],
      clock: { now: () => now * 1000 },
      profile: 'evaluation',
    });
    const token = await one.token({ expiresIn: 60, notBefore: -60 });
    const outcomes = [];
    for (now of [NOW, NOW + 89, NOW + 90, NOW - 90, NOW - 91, NOW]) outcomes.push(await codeOf(authenticate(token)));
    expect(outcomes.map((outcome) => outcome.includes('clerk-1'))).to.deep.equal([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('verifies the signature of a token that says what one taken before said', async () => {
    const authenticate = create(one.configured);
    const token = await one.token();
    await authenticate(token);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const forged = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(await codeOf(authenticate(forged))).to.equal('UNAUTHENTICATED');
    expect(await codeOf(authenticate(token))).to.contain('clerk-1');
  });

  it('looks the issuer up as it stands', async () => {
    const authenticate = create(one.configured);
    for (const issuer of [`${one.configured.issuer}/`, one.configured.issuer.toUpperCase(), '', '__proto__']) {
      expect(await codeOf(one.token({ issuer }).then(authenticate)), issuer).to.equal('UNAUTHENTICATED');
    }
  });

  it('refuses subjects and roles of other shapes', async () => {
    const authenticate = create(one.configured);
    for (const claims of [
      { subject: '' },
      { subject: 'a b' },
      { subject: 'x'.repeat(256) },
      { roles: 'governance' },
      { roles: null },
    ]) {
      expect(await codeOf(one.token(claims).then(authenticate))).to.equal('UNAUTHENTICATED');
    }
  });

  it('refuses garbage', async () => {
    const authenticate = create(one.configured);
    const token = await one.token();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const flipped = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const garbage of [
      '',
      '.',
      '..',
      'a.b.c',
      header,
      `${header}.${payload}`,
      flipped,
      `${token}.`,
      `${token}${'A'.repeat(9000)}`,
      'e30.e30.e30',
      'bnVsbA.bnVsbA.',
    ]) {
      expect(await codeOf(authenticate(garbage)), garbage.slice(0, 40)).to.equal('UNAUTHENTICATED');
    }
  });

  it('refuses to start with issuers that cannot be trusted', async () => {
    const { issuer, audience, tenant } = one.configured;
    const base = { issuer, audience, tenant };
    const secret = { keys: [{ kty: 'oct', k: 'AAAA' }] };
    const bad: TokenIssuer[][] = [
      [one.configured, one.configured],
      [{ ...base, audience: '', jwks: { keys: [] } }],
      [{ ...base, jwks: secret }],
      [{ ...base, jwks: { keys: [{ kty: 'EC', d: 'AAAA' }] } }],
      [{ ...base, jwksUri: 'not a URL' }],
      [{ ...base, jwksUri: 'http://identity.example/jwks.json' }],
      [{ ...base, jwksUri: 'file:///jwks.json' }],
    ];
    for (const issuers of bad)
      expect(() => create(...issuers))
        .to.throw(AppError)
        .with.property('code', 'CONFIGURATION_INVALID');
    const local = [{ ...base, jwksUri: 'http://127.0.0.1:1/jwks.json' }];
    expect(() => create(...local)).not.to.throw();
    expect(() => createAuthenticator({ issuers: local, clock, profile: 'production' })).to.throw(AppError);
  });

  describe('with keys at an address', () => {
    let answer: (respond: (status: number, text: string) => void) => void;
    let fetches = 0;
    let now = NOW * 1000;
    const server = createServer((_req, res) => {
      fetches += 1;
      answer((status, text) => res.writeHead(status, { 'Content-Type': 'application/json' }).end(text));
    });
    before((done) => void server.listen(0, '127.0.0.1', done));
    after((done) => {
      server.closeAllConnections();
      server.close(done);
    });
    const remote = () => {
      const { issuer, tenant } = one.configured;
      const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
      const issuers = [{ issuer, tenant, audience: AUDIENCE, jwksUri }];
      return createAuthenticator({ issuers, clock: { now: () => now }, profile: 'evaluation' });
    };
    const good = () => JSON.stringify(one.configured.jwks);

    it('fetches them once', async () => {
      answer = (respond) => respond(200, good());
      fetches = 0;
      const authenticate = remote();
      for (let index = 0; index < 3; index += 1) await authenticate(await one.token());
      expect(fetches).to.equal(1);
    });

    it('says that the issuer is away, not that the token is bad, and asks again after a pause', async () => {
      const failures: [number, string][] = [
        [500, good()],
        [302, good()],
        [200, 'not json'],
        [200, '{"keys":7}'],
        [200, `{"keys":[],"pad":"${'x'.repeat(300_000)}"}`],
      ];
      for (const [status, text] of failures) {
        answer = (respond) => respond(status, text);
        fetches = 0;
        const authenticate = remote();
        const token = await one.token();
        expect(await codeOf(authenticate(token)), text.slice(0, 20)).to.equal('IDENTITY_UNAVAILABLE');
        expect(await codeOf(authenticate(token))).to.equal('IDENTITY_UNAVAILABLE');
        expect(fetches).to.equal(1);
        answer = (respond) => respond(200, good());
        now += 2_000;
        expect(await codeOf(authenticate(token))).to.contain('clerk-1');
        now = NOW * 1000;
      }
    });

    it('gives up on an issuer that does not answer', async () => {
      answer = () => undefined;
      expect(await codeOf(remote()(await one.token()))).to.equal('IDENTITY_UNAVAILABLE');
    }).timeout(10_000);

    it('refuses a key that the issuer does not publish', async () => {
      const other = await testIssuer('43');
      answer = (respond) => respond(200, good());
      const token = await other.token({ issuer: one.configured.issuer });
      expect(await codeOf(remote()(token))).to.equal('UNAUTHENTICATED');
    });
  });
});
