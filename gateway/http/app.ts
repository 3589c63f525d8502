import { randomUUID } from 'node:crypto';
import Koa from 'koa';
import type { Authenticate } from '../auth/authenticator.js';
import type { Log } from '../observability/log.js';
import type { UseCases } from '../use-cases/contract.js';
import { accessLog } from './middleware/access-log.js';
import { problems } from './middleware/problems.js';
import { requestIds } from './middleware/request-id.js';
import { securityHeaders } from './middleware/security-headers.js';
import { mountRoutes, refuseUnmatched } from './mount.js';
import { describeRoutes, type OpenApiDocument } from './openapi/document.js';
import type { State } from './route.js';
import { routeTable } from './routes.js';

export interface AppDeps {
  useCases: UseCases;
  authenticate: Authenticate;
  log: Log;
  /** The gateway's own trust domain. */
  domain: string;
  profile: 'production' | 'evaluation';
  version: string;
  newRequestId?: () => string;
}

/** The gateway's HTTP interface. It trusts no forwarding headers and answers in JSON, NDJSON and problems only. */
export function createApp(deps: AppDeps): Koa<State> {
  let described: OpenApiDocument | undefined;
  const describe = () => {
    described ??= describeRoutes(routes, deps.version);
    return described;
  };
  const routes = routeTable({ version: deps.version, describe });

  const app = new Koa<State>();
  // Koa's own reporter prints messages, which may quote what was sent.
  app.silent = true;
  app.use(requestIds(deps.newRequestId ?? randomUUID));
  app.use(accessLog(deps.log));
  app.use(securityHeaders(deps.profile));
  app.use(problems(deps.log));
  app.use(mountRoutes(routes, deps).routes());
  app.use(refuseUnmatched);
  return app;
}
