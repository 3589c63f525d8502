import type { Middleware } from 'koa';
import { describeError, type Log } from '../../observability/log.js';
import { ClientGone, HttpError } from '../http-error.js';
import { PROBLEM_MEDIA_TYPE, problemOf } from '../problem.js';
import type { State } from '../route.js';

/** RFC 6750 §3: what a client without a valid token must send. */
const CHALLENGE = 'Bearer realm="yinxin"';

/** Turns whatever is thrown into a problem; logs once, here, what is the gateway's own failure. */
export function problems(log: Log): Middleware<State> {
  return async (ctx, next) => {
    ctx.state.report = (error) => {
      const problem = problemOf(error, ctx.state.requestId);
      if (problem.status >= 500) {
        const { requestId, route } = ctx.state;
        log.error({ requestId, route, code: problem.code, failure: describeError(error) }, 'request failed');
      }
      return problem;
    };
    try {
      await next();
    } catch (error) {
      if (error instanceof ClientGone || ctx.res.destroyed) return;
      const problem = ctx.state.report(error);
      if (error instanceof HttpError) ctx.set(error.headers);
      if (problem.status === 401) ctx.set('WWW-Authenticate', CHALLENGE);
      ctx.set('Cache-Control', 'no-store');
      ctx.status = problem.status;
      ctx.body = JSON.stringify(problem);
      ctx.type = PROBLEM_MEDIA_TYPE;
    }
  };
}
