import Router from '@koa/router';
import type { Authenticate } from '../auth/authenticator.js';
import { AppError } from '../domain/errors.js';
import type { UseCases } from '../use-cases/contract.js';
import { admit, bearerToken } from './guard.js';
import { HttpError } from './http-error.js';
import type { Route, State } from './route.js';

/** Puts the table into a router: each route first asks who it is, then what the role and tenant may, then reads the request. */
export function mountRoutes(
  routes: readonly Route[],
  deps: { useCases: UseCases; authenticate: Authenticate; domain: string },
): Router<State> {
  const router = new Router<State>({ strict: true, sensitive: true });
  for (const route of routes) {
    const { guard } = route;
    router.register(route.path, [route.method], async (ctx) => {
      ctx.state.route = route.name;
      if (guard === 'public') return route.serve(deps.useCases, undefined, ctx);
      const actor = await deps.authenticate(bearerToken(ctx.headers.authorization));
      admit(actor, guard, ctx.params, deps.domain);
      return route.serve(deps.useCases, actor, ctx);
    });
  }
  return router;
}

/** What no route took: 405 where another method would have been right (RFC 9110 §15.5.6), else 404. */
export function refuseUnmatched(ctx: { matched?: readonly { methods: readonly string[] }[] }): never {
  const allowed = new Set((ctx.matched ?? []).flatMap(({ methods }) => methods));
  if (allowed.size === 0) throw new AppError('NOT_FOUND', 'no route has this path');
  throw new HttpError('METHOD_NOT_ALLOWED', 'the path takes other methods', { Allow: [...allowed].sort().join(', ') });
}
