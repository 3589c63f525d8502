import type { z } from 'zod';
import type { UseCases } from '../../../use-cases/contract.js';
import type { authorityList, equipment } from './schema.js';

export function presentAuthorities(
  authorities: Awaited<ReturnType<UseCases['listAuthorities']>>,
): z.infer<typeof authorityList> {
  return {
    items: authorities.map(({ uscc, name, domain, state, version }) => ({ uscc, name, domain, state, version })),
  };
}

export function presentEquipment(made: Awaited<ReturnType<UseCases['equipAuthority']>>): z.infer<typeof equipment> {
  return { signingCertificate: made.signingCertificate, sealCertificate: made.sealCertificate };
}
