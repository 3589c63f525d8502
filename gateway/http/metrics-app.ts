import Koa from 'koa';
import type { Metrics } from '../observability/metrics.js';

/**
 * `GET /metrics`, and nothing else. It has a port of its own, so that whoever may reach the interface does not reach the numbers:
 * it asks for no token, as those who collect them have none.
 */
export function createMetricsApp(metrics: Metrics): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(async (ctx) => {
    if (ctx.method !== 'GET' || ctx.path !== '/metrics') return;
    ctx.type = metrics.contentType;
    ctx.body = await metrics.text();
  });
  return app;
}
