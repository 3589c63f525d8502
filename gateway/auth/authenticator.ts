import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { AppError } from '../domain/errors.js';
import type { Actor } from '../domain/policy/actor.js';
import type { Clock } from '../domain/ports/clock.js';
import { actorOf } from './claims.js';
import { type TokenIssuer, trustIssuers } from './issuers.js';
import { createKnownTokens, isInForce, type KnownTokens } from './known-tokens.js';

/** Turns a bearer token into the actor that it speaks for. Throws UNAUTHENTICATED or IDENTITY_UNAVAILABLE. */
export type Authenticate = (token: string) => Promise<Actor>;

/** Signatures that only the issuer can make (RFC 8725 §3.1, §3.2): no shared secrets, no `none`. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_TOKEN_LENGTH = 8192;

/**
 * Checks bearer tokens (RFC 7519, by the rules of RFC 8725) of the configured issuers. Each of them speaks for exactly one
 * tenant; its name is looked up as it stands, character by character. `exp`, `sub`, `iss` and `aud` must be there; `typ` is
 * not looked at. Does not ask whether a token was revoked. Throws CONFIGURATION_INVALID for issuers that cannot be trusted.
 */
export function createAuthenticator(deps: {
  issuers: readonly TokenIssuer[];
  clock: Clock;
  profile: 'production' | 'evaluation';
  fetch?: typeof globalThis.fetch;
}): Authenticate {
  const issuers = trustIssuers(deps.issuers, {
    profile: deps.profile,
    clock: deps.clock,
    fetch: deps.fetch ?? globalThis.fetch,
  });

  const known = createKnownTokens();

  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw new AppError('UNAUTHENTICATED', 'the token is too long');
    // Unverified unless known: it only chooses the keys, and jwtVerify compares it again.
    const issuer = issuers.get(known.get(token)?.claims.iss ?? claimedIssuer(token));
    if (issuer === undefined) throw new AppError('UNAUTHENTICATED', 'the issuer of the token is not known here');
    const claims = await verifiedClaims(token, issuer.keys, {
      issuer: issuer.issuer,
      audience: issuer.audience,
      now: deps.clock.now(),
      known,
    });
    return actorOf(claims, issuer.tenant);
  };
}

function claimedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch (cause) {
    throw new AppError('UNAUTHENTICATED', 'the token is not a signed JWT', { cause });
  }
}

async function verifiedClaims(
  token: string,
  keys: JWTVerifyGetKey,
  expected: { issuer: string; audience: string; now: number; known: KnownTokens },
): Promise<JWTPayload> {
  const before = expected.known.get(token);
  try {
    if (before !== undefined && isInForce(before.claims, expected.now, CLOCK_TOLERANCE_SECONDS)) {
      const [header = '', payload = '', signature = ''] = token.split('.');
      const key = await keys(before.header, { protected: header, payload, signature });
      if (key === before.key) return before.claims;
    }
    const verified = await jwtVerify(token, keys, {
      issuer: expected.issuer,
      audience: expected.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(expected.now),
      requiredClaims: ['exp', 'sub'],
    });
    const { key, payload: claims, protectedHeader: header } = verified;
    expected.known.add(token, { key, claims, header });
    return claims;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const why = cause instanceof errors.JWTExpired ? 'the token has expired' : 'the token does not hold';
    throw new AppError('UNAUTHENTICATED', why, { cause });
  }
}
