import { type Authenticate, createAuthenticator } from '../../../../gateway/auth/authenticator.js';
import { createApp } from '../../../../gateway/http/app.js';
import { type HttpLimits, startHttp } from '../../../../gateway/http/server.js';
import { createLog } from '../../../../gateway/observability/log.js';
import type { UseCases } from '../../../../gateway/use-cases/contract.js';
import { type FakeUseCases, fakeUseCases } from './fake-use-cases.js';
import type { SampleRequest } from './requests.js';
import { AUTHORITY, DOMAIN } from './samples.js';
import { NOW, type TestIssuer, testIssuer } from './tokens.js';

export interface Served extends FakeUseCases {
  address: string;
  /** Lines of the log, as text. */
  logged: string[];
  domain: TestIssuer;
  authority: TestIssuer;
  send(method: string, request: SampleRequest, token?: string, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** The whole HTTP interface on a free port of this machine, over fake use cases. */
export async function serve(
  options: { overrides?: Partial<UseCases>; authenticate?: Authenticate; limits?: Partial<HttpLimits> } = {},
): Promise<Served> {
  const domain = await testIssuer(DOMAIN);
  const authority = await testIssuer(AUTHORITY);
  const fake = fakeUseCases(options.overrides);
  const logged: string[] = [];
  const clock = { now: () => NOW * 1000 };
  const issuers = [domain.configured, authority.configured];
  const app = createApp({
    useCases: fake.useCases,
    authenticate: options.authenticate ?? createAuthenticator({ issuers, clock, profile: 'evaluation' }),
    log: createLog({ level: 'debug', destination: { write: (line: string) => void logged.push(line) } }),
    domain: DOMAIN,
    profile: 'evaluation',
    version: '0.0.0',
  });
  const { limits = {} } = options;
  const server = await startHttp({ app, host: '127.0.0.1', port: 0, limits });
  return {
    ...fake,
    ...{ logged, domain, authority, close: server.close, address: server.address },
    send: (method, { path, body }, token, headers = {}) =>
      fetch(server.address + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': body.type }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: body.text }),
      }),
  };
}
