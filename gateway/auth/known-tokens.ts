import type { CompactJWSHeaderParameters, JWTPayload } from 'jose';

const CAPACITY = 1_000;

/** What a token said when its signature was verified, and the key object that it was verified with. */
export interface KnownToken {
  key: unknown;
  header: CompactJWSHeaderParameters;
  claims: JWTPayload;
}

/**
 * The tokens verified last. A signature under one key never changes its mind; whether the issuer still has that key, and what
 * time it is, must be asked again for every request.
 */
export interface KnownTokens {
  get(token: string): KnownToken | undefined;
  add(token: string, known: KnownToken): void;
}

export function createKnownTokens(): KnownTokens {
  const tokens = new Map<string, KnownToken>();
  return {
    get: (token) => tokens.get(token),
    add: (token, known) => {
      tokens.delete(token);
      tokens.set(token, known);
      if (tokens.size <= CAPACITY) return;
      // A Map iterates in order of insertion.
      for (const oldest of tokens.keys()) {
        tokens.delete(oldest);
        break;
      }
    },
  };
}

/** RFC 7519 §4.1.4 and §4.1.5 as `jwtVerify` judges them. `now` in milliseconds since 1970, `tolerance` in seconds. */
export function isInForce({ exp, nbf }: JWTPayload, now: number, tolerance: number): boolean {
  const seconds = Math.floor(now / 1000);
  return exp !== undefined && exp > seconds - tolerance && (nbf === undefined || nbf <= seconds + tolerance);
}
