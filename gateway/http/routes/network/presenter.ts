import type { z } from 'zod';
import type { UseCases } from '../../../use-cases/contract.js';
import type { domainCertificates, founded, founderSignature, foundingEntry } from './schema.js';

type ResultOf<K extends keyof UseCases> = Awaited<ReturnType<UseCases[K]>>;

/** A signed entry leaves as it was signed. */
export function presentEntry({ ledger, signed }: ResultOf<'foundingEntry'>): z.infer<typeof foundingEntry> {
  return { ledger, signed };
}

export function presentFounderSignature(one: ResultOf<'signFounding'>): z.infer<typeof founderSignature> {
  return { domain: one.domain, commandSignature: one.commandSignature, listSignature: one.listSignature };
}

export function presentFounded({ network }: ResultOf<'found'>): z.infer<typeof founded> {
  return { network };
}

export function presentDomainCertificates(
  items: ResultOf<'registerDomainCertificates'>,
): z.infer<typeof domainCertificates> {
  return { items: items.map(({ fingerprint, role }) => ({ fingerprint, role })) };
}
