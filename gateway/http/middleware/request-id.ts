import type { Middleware } from 'koa';
import type { State } from '../route.js';

/** Only what no person's number looks like: a UUID, or 32 hexadecimal digits (a W3C trace id). It goes into the log. */
const SANE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$/i;

/** Takes over the caller's `X-Request-Id`, or makes one, and answers with it. */
export function requestIds(newId: () => string): Middleware<State> {
  return (ctx, next) => {
    const given = ctx.get('X-Request-Id');
    ctx.state.requestId = SANE.test(given) ? given.toLowerCase() : newId();
    ctx.set('X-Request-Id', ctx.state.requestId);
    return next();
  };
}
