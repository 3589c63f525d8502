import type { Middleware } from 'koa';

/** For an interface that is never a page: nothing may run, frame, sniff or keep its answers. No CORS: no origin is let in. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};
const ONE_YEAR = 'max-age=31536000';

/** In production the gateway stands behind TLS: browsers shall not try without (RFC 6797). */
export function securityHeaders(profile: 'production' | 'evaluation'): Middleware {
  const headers = profile === 'production' ? { ...HEADERS, 'Strict-Transport-Security': ONE_YEAR } : HEADERS;
  return (ctx, next) => {
    ctx.set(headers);
    return next();
  };
}
