import { ledgerKeys } from '../model/keys.js';
import { entryDigest } from './entry-digest.js';
import { ensure } from './refuse.js';
import type { Transaction } from './transaction.js';

/**
 * Canonical bytes of a definition, and versions of types that one domain may register in all. Trust lists keep every version for
 * ever and are read whole: no domain alone may fill them (docs/adr/0012).
 */
export const MAX_TYPE_BYTES = 16 * 1024;
export const MAX_TYPE_VERSIONS = 500;

/** Counts one more version of a type for the domain; QUOTA_EXHAUSTED where it has none left. */
export async function countTypeVersion({ command, view, digest }: Transaction<'type-register'>): Promise<void> {
  const { domain } = command;
  const key = ledgerKeys.typeCount(domain);
  const count = ((await view.read('type-count', key))?.version ?? 0) + 1;
  ensure(count <= MAX_TYPE_VERSIONS, 'QUOTA_EXHAUSTED', key);
  await view.put(key, {
    kind: 'type-count',
    version: count,
    digest: entryDigest({ count, domain }),
    state: 'counted',
    by: digest,
  });
}
