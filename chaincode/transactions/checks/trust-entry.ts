import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { PkiError } from '../../../pki/errors.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import { validateRoot } from '../../../pki/x509/path.js';
import type { DomainRecord, NetworkRecord } from '../../model/records.js';
import type { SignedTrustEntry, TrustEntry } from '../../model/trust-entry.js';
import { ensure } from '../refuse.js';
import { keysOf, rootKeysOf } from './entry-keys.js';
import { ensureGatewayAddresses } from './gateway-addresses.js';
import { isPublicKey, isSignedBy } from './signature.js';

export interface TrustEntryContext {
  readonly network: Pick<NetworkRecord, 'founding' | 'ledger' | 'profile'>;
  readonly now: number;
  /** The domain's record, when the entry is its next one. */
  readonly previous?: DomainRecord;
}

/**
 * The entry belongs to this network, is the next version, bears its own governance key's signature and, where that key is a new
 * one, the old key's; its keys are points, all different; roots that were not there before are valid roots. Throws
 * TRUST_ENTRY_INVALID.
 */
export function ensureTrustEntry(signed: SignedTrustEntry, { network, now, previous }: TrustEntryContext): void {
  const { entry } = signed;
  const before = previous?.signed.entry;
  const right = (holds: boolean, detail: string) =>
    ensure(holds, 'TRUST_ENTRY_INVALID', `domain/${entry.domain}: ${detail}`);

  right(entry.founding === network.founding && entry.ledger === network.ledger, 'another network');
  right(entry.version === (previous?.version ?? 0) + 1, 'version');
  right(before === undefined || before.domain === entry.domain, 'another domain');
  const keys = keysOf(entry);
  right(keys.every(isPublicKey), 'a key is no point of the curve');
  right(new Set(keys).size === keys.length, 'one key in two roles');
  right(isSignedBy(entry.governanceKey, 'trust-entry', entry, signed.signature), 'signature');
  right(isHandedOver(signed, before), 'signature of the key before');
  right(new Set(entry.roots).size === entry.roots.length, 'a root twice');
  for (const root of entry.roots) {
    right(before?.roots.includes(root) === true || isRoot(root, now), 'a root is no valid self-signed CA certificate');
  }
  ensureGatewayAddresses(entry, network.profile);
}

/**
 * No key of the entry, nor of its roots, belongs or ever belonged to another domain; a governance key that was given up does not
 * come back. Trust lists hold all versions of all entries and are refused where two domains share a key: an entry that the
 * ledger took in spite of it would be in every list to come. The entries' roots are certificates.
 */
export function ensureUnshared(entry: TrustEntry, domains: readonly DomainRecord[]): void {
  const taken = new Set<string>();
  for (const { signed, formerGovernanceKeys, formerKeys } of domains) {
    for (const key of formerGovernanceKeys ?? []) taken.add(key);
    if (signed.entry.domain === entry.domain) continue;
    for (const key of [...keysOf(signed.entry), ...rootKeysOf(signed.entry), ...(formerKeys ?? [])]) taken.add(key);
  }
  for (const key of [...keysOf(entry), ...rootKeysOf(entry)]) {
    ensure(!taken.has(key), 'TRUST_ENTRY_INVALID', `domain/${entry.domain}: a key that is taken`);
  }
}

export function haveSameRoots(one: TrustEntry, other: TrustEntry): boolean {
  return one.roots.length === other.roots.length && one.roots.every((root, at) => root === other.roots[at]);
}

function isHandedOver({ entry, previousSignature }: SignedTrustEntry, before: TrustEntry | undefined): boolean {
  if (before === undefined || before.governanceKey === entry.governanceKey) return previousSignature === undefined;
  return previousSignature !== undefined && isSignedBy(before.governanceKey, 'trust-entry', entry, previousSignature);
}

function isRoot(root: string, now: number): boolean {
  try {
    return validateRoot(parseCertificate(decodeBase64url(root)), now).length === 0;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}
