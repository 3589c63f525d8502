import type { z } from 'zod';
import type { UseCases } from '../../../use-cases/contract.js';
import type { domainList } from './schema.js';

export function presentDomains(domains: Awaited<ReturnType<UseCases['listDomains']>>): z.infer<typeof domainList> {
  return {
    items: domains.map(({ domain, name, state, version, gateways }) => ({
      domain,
      name: { zh: name.zh, en: name.en },
      state,
      version,
      gateways,
    })),
  };
}
