import { randomUUID } from 'node:crypto';
import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import { z } from 'zod';
import type { TokenIssuer } from '../../auth/issuers.js';
import { AppError } from '../../domain/errors.js';
import { ROLES } from '../../domain/policy/actor.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Log } from '../../observability/log.js';
import { jsonBody } from '../body/body.js';
import { problems } from '../middleware/problems.js';
import { requestIds } from '../middleware/request-id.js';
import type { State } from '../route.js';
import { type HttpServer, startHttp } from '../server.js';
import { createDevelopmentKeys, type DevelopmentKeys } from './keys.js';

const HOST = '127.0.0.1';
const TENANT = /^[0-9A-Z]{2,18}$/;

const tokenRequest = jsonBody(
  z.strictObject({
    subject: z.string().regex(/^[\x21-\x7e]{1,255}$/),
    roles: z.array(z.enum(ROLES)).max(ROLES.length),
    lifetimeSeconds: z.int().min(1).max(86_400).default(3_600),
  }),
);

export interface DevelopmentIssuer extends HttpServer {
  /** What an authenticator needs to believe the tokens made here. */
  issuers: TokenIssuer[];
}

/**
 * FOR DEVELOPMENT ONLY: gives a token for any tenant and role to whoever asks on this machine. Serves `GET /<tenant>/jwks.json`
 * and `POST /<tenant>/token {subject, roles, lifetimeSeconds?}` on 127.0.0.1. Throws CONFIGURATION_INVALID in production, by
 * the gateway's profile or by NODE_ENV.
 */
export async function startDevelopmentIssuer(options: {
  profile: 'production' | 'evaluation';
  tenants: readonly string[];
  log: Log;
  clock: Clock;
  nodeEnv?: string;
  newRequestId?: () => string;
  audience?: string;
  port?: number;
}): Promise<DevelopmentIssuer> {
  const { log, clock, tenants, audience = 'yinxin', nodeEnv = process.env.NODE_ENV } = options;
  if (options.profile === 'production' || nodeEnv === 'production') {
    throw new AppError('CONFIGURATION_INVALID', 'the development token issuer never runs in production');
  }
  if (tenants.some((tenant) => !TENANT.test(tenant))) {
    throw new AppError('CONFIGURATION_INVALID', 'a tenant is the code of a domain or an authority');
  }

  const keys = new Map<string, DevelopmentKeys>();
  const app = new Koa<State>();
  app.silent = true;
  app
    .use(requestIds(options.newRequestId ?? randomUUID))
    .use(problems(log))
    .use(onlyThisMachine)
    .use(tokenRoutes(keys));
  const server = await startHttp({ app, host: HOST, port: options.port ?? 0 });

  const issuers: TokenIssuer[] = [];
  for (const tenant of tenants) {
    const issuer = `${server.address}/${tenant}`;
    keys.set(tenant, await createDevelopmentKeys({ issuer, audience, keyId: `development-${tenant}` }, clock));
    issuers.push({ issuer, audience, tenant, jwksUri: `${issuer}/jwks.json` });
  }
  log.warn(
    { address: server.address, tenants: tenants.length },
    'FOR DEVELOPMENT ONLY: this token issuer gives every role to whoever asks; never run it where licences are real',
  );
  return { ...server, issuers };
}

/** A page in a browser that has bound its own name to 127.0.0.1 names another host. */
const onlyThisMachine: Middleware<State> = (ctx, next) => {
  if (ctx.hostname !== HOST) throw new AppError('FORBIDDEN', `this is only for ${HOST}`);
  ctx.set('Cache-Control', 'no-store');
  return next();
};

function tokenRoutes(keys: ReadonlyMap<string, DevelopmentKeys>) {
  const keysOf = (tenant: string | undefined) => {
    const found = keys.get(tenant ?? '');
    if (found === undefined) throw new AppError('NOT_FOUND', 'the tenant is not known here');
    return found;
  };
  const router = new Router<State>({ strict: true, sensitive: true });
  router.get('/:tenant/jwks.json', (ctx) => {
    ctx.body = keysOf(ctx.params.tenant).jwks;
  });
  router.post('/:tenant/token', async (ctx) => {
    const { sign } = keysOf(ctx.params.tenant);
    ctx.body = { token: await sign(await tokenRequest.read(ctx.req)) };
  });
  router.all(/.*/, () => {
    throw new AppError('NOT_FOUND', 'no route has this path');
  });
  return router.routes();
}
