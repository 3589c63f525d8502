import type { JWTPayload } from 'jose';
import { AppError } from '../domain/errors.js';
import { type Actor, ROLES, type Role } from '../domain/policy/actor.js';

const SUBJECT = /^[\x21-\x7e]{1,255}$/;

/** The actor that verified claims describe. Roles that this version does not know give nothing. */
export function actorOf(claims: JWTPayload, tenant: string): Actor {
  const { sub, roles } = claims;
  if (sub === undefined || !SUBJECT.test(sub)) {
    throw new AppError('UNAUTHENTICATED', 'sub is 1 to 255 visible ASCII characters');
  }
  if (roles !== undefined && !Array.isArray(roles)) throw new AppError('UNAUTHENTICATED', 'roles is an array');
  const claimed: readonly unknown[] = roles ?? [];
  return { subject: sub, tenant, roles: ROLES.filter((role: Role) => claimed.includes(role)) };
}
