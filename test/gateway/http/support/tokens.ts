import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { TokenIssuer } from '../../../../gateway/auth/issuers.js';

export const AUDIENCE = 'https://gateway.example';
/** 2026-11-21T00:00:00Z, in seconds. */
export const NOW = 1_795_219_200;

/** What a token shall say; members that are left out are right for its tenant. */
export interface Claims {
  issuer?: string;
  audience?: string;
  subject?: string;
  roles?: unknown;
  /** Seconds after NOW. */
  expiresIn?: number | null;
  notBefore?: number;
}

export interface TestIssuer {
  configured: TokenIssuer;
  token(claims?: Claims): Promise<string>;
  /** The same words under HS256, keyed with the issuer's public key as it is published. */
  confused(claims?: Claims): string;
  /** The same words, signed by nobody. */
  unsigned(claims?: Claims): string;
}

/** An identity provider of one tenant, with an ES256 key in memory. */
export async function testIssuer(tenant: string): Promise<TestIssuer> {
  const issuer = `https://identity.example/${tenant}`;
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: tenant, alg: 'ES256' };
  const pem = await exportSPKI(publicKey);
  const payloadOf = (claims: Claims) => ({
    iss: claims.issuer ?? issuer,
    aud: claims.audience ?? AUDIENCE,
    sub: claims.subject ?? 'clerk-1',
    roles: claims.roles === undefined ? [] : claims.roles,
    iat: NOW,
    ...(claims.expiresIn === null ? {} : { exp: NOW + (claims.expiresIn ?? 600) }),
    ...(claims.notBefore === undefined ? {} : { nbf: NOW + claims.notBefore }),
  });
  return {
    configured: { issuer, audience: AUDIENCE, tenant, jwks: { keys: [jwk] } },
    token: (claims = {}) =>
      new SignJWT(payloadOf(claims)).setProtectedHeader({ alg: 'ES256', kid: tenant }).sign(privateKey),
    confused: (claims = {}) => {
      const words = wordsOf({ alg: 'HS256', kid: tenant }, payloadOf(claims));
      return `${words}.${createHmac('sha256', pem).update(words).digest('base64url')}`;
    },
    unsigned: (claims = {}) => `${wordsOf({ alg: 'none' }, payloadOf(claims))}.`,
  };
}

function wordsOf(header: object, payload: object): string {
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}
