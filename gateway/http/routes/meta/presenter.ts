import type { z } from 'zod';
import type { UseCases } from '../../../use-cases/contract.js';
import type { readiness } from './schema.js';

/** Which check fails is for everybody who may ask; why is not: addresses and versions stay inside. */
export function presentReadiness(of: Awaited<ReturnType<UseCases['health']>>): z.infer<typeof readiness> {
  const checks = Object.entries(of.checks).map(([name, { ready }]) => [name, { ready }] as const);
  return { ready: of.ready, checks: Object.fromEntries(checks) };
}
