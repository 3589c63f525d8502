import type { z } from 'zod';
import { LICENCE_STATES } from '../../../../chaincode/model/licence-states.js';
import type { ImpactPage } from '../../../use-cases/contract.js';
import type { impactPage } from './schema.js';

export function presentImpact(page: ImpactPage): z.infer<typeof impactPage> {
  return {
    total: page.total,
    states: { ...page.states },
    seals: page.seals,
    certificates: page.certificates,
    items: page.items.map((licence) => ({
      licenceId: licence.licenceId,
      authority: licence.authority,
      type: licence.type,
      licenceVersion: licence.licenceVersion,
      state: LICENCE_STATES.find((known) => known === licence.state),
      seal: licence.seal,
      createdAt: licence.createdAt,
    })),
    next: page.next,
  };
}
