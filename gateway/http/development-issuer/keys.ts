import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import type { Clock } from '../../domain/ports/clock.js';

export interface TokenRequest {
  subject: string;
  roles: readonly string[];
  lifetimeSeconds: number;
}

export interface DevelopmentKeys {
  jwks: JSONWebKeySet;
  sign(request: TokenRequest): Promise<string>;
}

/** An ES256 key that lives as long as the process, and the tokens it makes. */
export async function createDevelopmentKeys(
  names: { issuer: string; audience: string; keyId: string },
  clock: Clock,
): Promise<DevelopmentKeys> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: names.keyId, alg: 'ES256', use: 'sig' };
  return {
    jwks: { keys: [jwk] },
    sign: ({ subject, roles, lifetimeSeconds }) => {
      const now = Math.floor(clock.now() / 1000);
      return new SignJWT({ roles: [...roles] })
        .setProtectedHeader({ alg: 'ES256', kid: names.keyId })
        .setIssuer(names.issuer)
        .setAudience(names.audience)
        .setSubject(subject)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
    },
  };
}
