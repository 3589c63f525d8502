import type { z } from 'zod';
import type { Committed, UseCases } from '../../../use-cases/contract.js';
import { presentCommitted } from '../shared.js';
import type { agreementList, signedAgreement } from './schema.js';

/** Terms leave as both sides signed them. */
export function presentAgreements(
  agreements: Awaited<ReturnType<UseCases['listAgreements']>>,
): z.infer<typeof agreementList> {
  return { items: agreements.map(({ id, version, terms }) => ({ id, version, terms })) };
}

export function presentSigned(done: Committed & { inForce: boolean }): z.infer<typeof signedAgreement> {
  return { ...presentCommitted(done), inForce: done.inForce };
}
