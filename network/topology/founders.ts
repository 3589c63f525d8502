import { PROVINCES } from '../../fixtures/provinces.js';

/** The provinces of a new network: those of the samples. `name` is the first word of the English one. */
export const FOUNDERS: readonly { domain: string; name: string }[] = PROVINCES.map(({ domain, name }) => ({
  domain,
  name: name.en.split(' ')[0] ?? name.en,
}));
