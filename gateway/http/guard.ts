import { AppError } from '../domain/errors.js';
import type { Actor } from '../domain/policy/actor.js';
import { type Action, authorise, mayEver } from '../domain/policy/authorise.js';

/**
 * Who may call a route. `tenant`: the path parameter that names the tenant to which the thing belongs, or `domain` where it is
 * the domain's; absent where only the use case learns it. The use cases authorise again: this only refuses earlier.
 */
export type Guard = 'public' | { action: Action; tenant?: 'domain' | `:${string}` };

export function bearer(action: Action, tenant?: 'domain' | `:${string}`): Exclude<Guard, 'public'> {
  return tenant === undefined ? { action } : { action, tenant };
}

/** Throws FORBIDDEN. */
export function admit(
  actor: Actor,
  guard: Exclude<Guard, 'public'>,
  params: Readonly<Record<string, string>>,
  domain: string,
): void {
  if (guard.tenant !== undefined) {
    const tenant = guard.tenant === 'domain' ? domain : (params[guard.tenant.slice(1)] ?? '');
    authorise(actor, guard.action, { tenant, domain });
  } else if (!mayEver(actor, guard.action)) {
    throw new AppError('FORBIDDEN', `${guard.action} is not for this bearer`);
  }
}

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1). Throws UNAUTHENTICATED. */
export function bearerToken(header: string | undefined): string {
  const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new AppError('UNAUTHENTICATED', 'the request carries no bearer token');
  return token;
}
