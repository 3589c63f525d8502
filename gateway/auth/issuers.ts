import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { AppError } from '../domain/errors.js';
import type { Clock } from '../domain/ports/clock.js';
import { createRemoteKeys } from './remote-keys.js';

/** An identity provider that the operator has configured, and the one tenant for which it speaks. */
export type TokenIssuer = {
  /** `iss`, exactly as the tokens spell it. */
  issuer: string;
  /** `aud` that the tokens must name: this gateway. */
  audience: string;
  /** USCC of an authority, or the domain's code. */
  tenant: string;
} & ({ jwksUri: string; jwks?: never } | { jwks: JSONWebKeySet; jwksUri?: never });

export interface TrustedIssuer {
  issuer: string;
  audience: string;
  tenant: string;
  keys: JWTVerifyGetKey;
}

interface Surroundings {
  profile: 'production' | 'evaluation';
  clock: Clock;
  fetch: typeof globalThis.fetch;
}

/** The issuers by name. Throws CONFIGURATION_INVALID for doubled names, empty members, secret keys and unsafe addresses. */
export function trustIssuers(
  configured: readonly TokenIssuer[],
  surroundings: Surroundings,
): ReadonlyMap<string, TrustedIssuer> {
  const issuers = new Map<string, TrustedIssuer>();
  for (const one of configured) {
    const { issuer, audience, tenant } = one;
    if (issuer === '' || audience === '' || tenant === '')
      throw invalid('a token issuer has a name, audience and tenant');
    if (issuers.has(issuer)) throw invalid('a token issuer is configured twice');
    issuers.set(issuer, { issuer, audience, tenant, keys: keysOf(one, surroundings) });
  }
  return issuers;
}

function keysOf(one: TokenIssuer, surroundings: Surroundings): JWTVerifyGetKey {
  if (one.jwks !== undefined) return localKeys(one.jwks);
  const address = URL.parse(one.jwksUri);
  if (address === null) throw invalid('a JWKS address is not a URL');
  if (!isSafe(address, surroundings.profile)) throw invalid('a JWKS address is https://');
  return createRemoteKeys({ address, clock: surroundings.clock, fetch: surroundings.fetch });
}

/** A key set with `k` or `d` holds what only the issuer should: somebody copied the wrong file. */
function localKeys(jwks: JSONWebKeySet): JWTVerifyGetKey {
  if (jwks.keys.some((key) => key.kty === 'oct' || key.d !== undefined || key.k !== undefined)) {
    throw invalid('a key set of public keys holds secret ones');
  }
  return createLocalJWKSet(jwks);
}

/** Keys that come over a line that others can write on are nobody's. The machine itself is trusted outside production. */
function isSafe(address: URL, profile: Surroundings['profile']): boolean {
  if (address.protocol === 'https:') return true;
  return profile !== 'production' && address.protocol === 'http:' && address.hostname === '127.0.0.1';
}

function invalid(message: string): AppError {
  return new AppError('CONFIGURATION_INVALID', message);
}
