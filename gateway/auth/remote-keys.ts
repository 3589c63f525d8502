import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { AppError } from '../domain/errors.js';
import type { Clock } from '../domain/ports/clock.js';

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 262_144;
/** Keys that were withdrawn still pass for so long. */
const MAX_AGE_MS = 600_000;
/** Between two fetches for keys that the set does not have, whoever asks for them. */
const COOLDOWN_MS = 30_000;
/** After a failure nobody waits for the issuer again for so long. */
const PAUSE_MS = 2_000;

/**
 * The key set at an issuer's address, fetched when first needed and kept for ten minutes. Throws IDENTITY_UNAVAILABLE when it
 * cannot be had: that says nothing about the token. Follows no redirects, takes 256 KiB at most, waits three seconds.
 */
export function createRemoteKeys(deps: {
  address: URL;
  clock: Clock;
  fetch: typeof globalThis.fetch;
}): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(deps.address, {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
    [customFetch]: async (url, options) => bounded(await deps.fetch(url, options)),
  });
  let pausedUntil = Number.NEGATIVE_INFINITY;

  return async (header, token) => {
    if (!keys.fresh && deps.clock.now() < pausedUntil) throw unavailable();
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      if (cause instanceof errors.JOSENotSupported) throw cause;
      pausedUntil = deps.clock.now() + PAUSE_MS;
      throw unavailable(cause);
    }
  };
}

async function bounded(response: Response): Promise<Response> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.byteLength;
    if (length > MAX_BYTES) throw new AppError('IDENTITY_UNAVAILABLE', 'the key set is too large');
    parts.push(part);
  }
  return new Response(Buffer.concat(parts), { status: response.status });
}

function unavailable(cause?: unknown): AppError {
  return new AppError('IDENTITY_UNAVAILABLE', 'the keys of the token issuer cannot be had', { cause });
}
