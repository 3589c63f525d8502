import type { Middleware } from 'koa';
import type { Log } from '../../observability/log.js';
import type { State } from '../route.js';

/** Client closed the request: no answer reached it. */
const CLIENT_GONE = 499;

/** One line a request, when its connection is done with it: who asked, and for what, stays out. */
export function accessLog(log: Log): Middleware<State> {
  return (ctx, next) => {
    const start = performance.now();
    ctx.state.route = 'unmatched';
    ctx.res.once('close', () => {
      const status = ctx.res.writableFinished ? ctx.res.statusCode : CLIENT_GONE;
      const { requestId, route } = ctx.state;
      const ms = Math.round((performance.now() - start) * 10) / 10;
      log.info({ requestId, route, method: ctx.method, status, ms }, 'request');
    });
    return next();
  };
}
