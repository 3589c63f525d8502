import { AppError } from '../errors.js';
import type { Actor, Role } from './actor.js';

/**
 * Who may do what: the only place where roles and tenants are compared. `own`: the thing must belong to the actor's
 * tenant. `domain`: the actor's tenant must be the gateway's domain itself. `any`: every tenant of this gateway.
 */
const POLICY = {
  'licence.issue': { roles: ['issuer'], tenant: 'own' },
  'licence.change': { roles: ['registrar'], tenant: 'own' },
  'licence.read': { roles: ['issuer', 'registrar', 'auditor'], tenant: 'own' },
  'licence.verify': { roles: ['window', 'issuer', 'registrar', 'auditor', 'governance'], tenant: 'any' },
  'seal.read': { roles: ['issuer', 'registrar', 'auditor', 'governance'], tenant: 'any' },
  'seal.change': { roles: ['governance'], tenant: 'domain' },
  'registry.read': { roles: ['issuer', 'registrar', 'auditor', 'window', 'governance'], tenant: 'any' },
  'registry.change': { roles: ['governance'], tenant: 'domain' },
  'reconciliation.read': { roles: ['auditor', 'governance'], tenant: 'domain' },
  'pki.change': { roles: ['governance'], tenant: 'domain' },
  'trust.change': { roles: ['governance'], tenant: 'domain' },
} as const satisfies Record<string, { roles: readonly Role[]; tenant: 'own' | 'domain' | 'any' }>;
export type Action = keyof typeof POLICY;

/** Throws FORBIDDEN. `tenant` is the one to which the thing belongs; the domain's code where it is the domain's. */
export function authorise(actor: Actor, action: Action, thing: { tenant: string; domain: string }): void {
  const rule = POLICY[action];
  const hasRole = rule.roles.some((role) => actor.roles.includes(role));
  const tenantFits =
    rule.tenant === 'any' || (rule.tenant === 'own' ? actor.tenant === thing.tenant : actor.tenant === thing.domain);
  if (!hasRole || !tenantFits) throw new AppError('FORBIDDEN', `${action} is not for this bearer`);
}

/** May the actor do this at all, whatever the thing? For routes that learn the tenant later. */
export function mayEver(actor: Actor, action: Action): boolean {
  return POLICY[action].roles.some((role) => actor.roles.includes(role));
}
