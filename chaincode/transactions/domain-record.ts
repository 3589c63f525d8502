import type { DomainRecord } from '../model/records.js';
import type { SignedTrustEntry } from '../model/trust-entry.js';
import { entryDigest } from './entry-digest.js';

/** The record of a domain's newest entry; its version is the entry's. */
export function domainRecord(signed: SignedTrustEntry, by: string, previous?: DomainRecord): DomainRecord {
  const former = [...(previous?.formerGovernanceKeys ?? [])];
  const before = previous?.signed.entry.governanceKey;
  if (before !== undefined && before !== signed.entry.governanceKey) former.push(before);
  return {
    kind: 'domain',
    version: signed.entry.version,
    digest: entryDigest(signed.entry),
    state: 'active',
    by,
    signed,
    ...(former.length > 0 && { formerGovernanceKeys: former }),
  };
}
