import type { DomainRecord } from '../model/records.js';
import type { SignedTrustEntry } from '../model/trust-entry.js';
import { keysOf, rootKeysOf } from './checks/entry-keys.js';
import { entryDigest } from './entry-digest.js';

/** The record of a domain's newest entry; its version is the entry's. */
export function domainRecord(signed: SignedTrustEntry, by: string, previous?: DomainRecord): DomainRecord {
  const former = [...(previous?.formerGovernanceKeys ?? [])];
  const before = previous?.signed.entry.governanceKey;
  if (before !== undefined && before !== signed.entry.governanceKey) former.push(before);
  const formerKeys = formerKeysOf(signed, previous);
  return {
    kind: 'domain',
    version: signed.entry.version,
    digest: entryDigest(signed.entry),
    state: 'active',
    by,
    signed,
    ...(former.length > 0 && { formerGovernanceKeys: former }),
    ...(formerKeys.length > 0 && { formerKeys }),
  };
}

function formerKeysOf({ entry }: SignedTrustEntry, previous: DomainRecord | undefined): string[] {
  if (previous === undefined) return [];
  const before = previous.signed.entry;
  const keys = new Set([...(previous.formerKeys ?? []), before.witnessKey, before.receiptKey, ...rootKeysOf(before)]);
  for (const key of [...keysOf(entry), ...rootKeysOf(entry)]) keys.delete(key);
  return [...keys].sort();
}
