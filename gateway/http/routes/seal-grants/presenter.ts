import type { z } from 'zod';
import type { SealGrantView } from '../../../use-cases/contract.js';
import type { grantList, grantView } from './schema.js';

export function presentGrant(grant: SealGrantView): z.infer<typeof grantView> {
  const { digest, seal, caller, limit, used, from, until, grantedAt } = grant;
  return { digest, seal, caller, limit, used, from, until, grantedAt };
}

export function presentGrants(grants: SealGrantView[]): z.infer<typeof grantList> {
  return { items: grants.map(presentGrant) };
}
