import type { z } from 'zod';
import type { UseCases } from '../../../use-cases/contract.js';
import type { typeList } from './schema.js';

/** A definition leaves as its owner signed it. */
export function presentTypes(types: Awaited<ReturnType<UseCases['listTypes']>>): z.infer<typeof typeList> {
  return { items: types.map(({ code, domain, version, definition }) => ({ code, domain, version, definition })) };
}
