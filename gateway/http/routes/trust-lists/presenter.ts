import type { z } from 'zod';
import type { TrustList } from '../../../../chaincode/model/trust-list.js';
import type { listSignature, published } from './schema.js';

export function presentSignature(one: { domain: string; signature: string }): z.infer<typeof listSignature> {
  return { domain: one.domain, signature: one.signature };
}

export function presentPublished({ sequence }: { sequence: number }): z.infer<typeof published> {
  return { sequence };
}

const FOR_GOOD = 'public, max-age=31536000, immutable';
const FOR_A_MINUTE = 'public, max-age=60';

/** A numbered list never changes; the latest is another one tomorrow. The list leaves as it was signed. */
export function keptAs(sequence: number | 'latest', value: TrustList): { value: TrustList; cacheControl: string } {
  return { value, cacheControl: sequence === 'latest' ? FOR_A_MINUTE : FOR_GOOD };
}
