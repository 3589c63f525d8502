import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { encodeHex } from '../../pki/encoding/hex.js';
import { leafHash } from '../../pki/merkle/hashes.js';
import { merkleRoot } from '../../pki/merkle/tree.js';
import { type BatchLeaf, LICENCE_LEAF } from '../model/batch-leaf.js';
import type { CommandOf } from '../model/command.js';
import { REISSUE_REASONS } from '../model/licence-states.js';
import { ISSUE_REASON } from '../model/reasons.js';
import type { LicenceRecord } from '../model/records.js';
import { ensureAuthority } from './checks/authority.js';
import { ensureLeafFacts } from './checks/leaf-facts.js';
import { ensureReason } from './checks/reason.js';
import { ensureDays } from './checks/times.js';
import { entryDigest } from './entry-digest.js';
import type { LedgerView } from './ledger-view.js';
import { ensure, present } from './refuse.js';
import type { Rule } from './transaction.js';

type Batch = CommandOf<'licence-batch'>;

/** The records under the leaves' keys, in the leaves' order, asked for together so that a host can fetch them at once. */
export function readLicences(view: LedgerView, leaves: readonly BatchLeaf[]): Promise<(LicenceRecord | undefined)[]> {
  return Promise.all(leaves.map(({ key }) => view.read('licence', key)));
}

/** The leaves are the ones that the authority signed: their number, their tree's root, and no key twice. */
export function ensureBatch(command: Batch, leaves: readonly BatchLeaf[]): void {
  const { root, size } = command.body;
  const hashes = leaves.map((leaf) => leafHash(LICENCE_LEAF, canonicalBytes(leaf)));
  ensure(leaves.length === size && encodeHex(merkleRoot(hashes)) === root, 'BATCH_ROOT', root);
  ensure(new Set(leaves.map(({ key }) => key)).size === leaves.length, 'BATCH_DUPLICATE');
}

/**
 * Anchors up to 500 licences of one authority: all new, or all new versions of licences that are active. All facts that a leaf
 * rests on are read in this transaction; those that leaves share are judged once.
 */
export const anchorBatch: Rule<'licence-batch'> = async (transaction) => {
  const { command, input, digest, view } = transaction;
  const leaves = input.leaves ?? [];
  await ensureAuthority(view, command.authority, command.domain);
  for (const leaf of leaves) ensureOwn(leaf, command);
  await ensureLeafFacts(transaction, leaves);
  const before = await readLicences(view, leaves);
  for (const [at, leaf] of leaves.entries()) ensureNext(leaf, before[at], command.reason);
  await Promise.all(leaves.map((leaf) => view.put(leaf.key, licenceRecord(leaf, command.reason, digest))));
};

function ensureOwn(leaf: BatchLeaf, command: Batch): void {
  const { key, authority, domain, type } = leaf;
  const own = authority === command.authority && domain === command.domain;
  ensure(own && key.startsWith(`licence/${command.authority}/${type}/`), 'LICENCE_KEY_FOREIGN', key);
  ensureDays(leaf.validFrom, leaf.validUntil, key);
}

/** A new licence stands under no key yet; a reissue is the next version of an active one. */
function ensureNext(leaf: BatchLeaf, before: LicenceRecord | undefined, reason: string): void {
  const { key, expectedVersion, licenceVersion } = leaf;
  if (expectedVersion === 0) {
    ensure(before === undefined, 'LICENCE_EXISTS', key);
    ensure(licenceVersion === 1, 'LICENCE_VERSION', key);
    ensureReason(reason, [ISSUE_REASON]);
    return;
  }
  const record = present(before, 'ENTRY_MISSING', key);
  ensure(record.version === expectedVersion, 'VERSION_CONFLICT', key);
  ensure(record.state === 'active', 'STATE_CHANGE_ILLEGAL', `${key} is ${record.state}`);
  ensure(licenceVersion === record.licenceVersion + 1, 'LICENCE_VERSION', key);
  ensureReason(reason, REISSUE_REASONS);
}

function licenceRecord(leaf: BatchLeaf, reason: string, by: string): LicenceRecord {
  return {
    kind: 'licence',
    version: leaf.expectedVersion + 1,
    digest: leaf.digest,
    state: 'active',
    by,
    licenceVersion: leaf.licenceVersion,
    domain: leaf.domain,
    authority: leaf.authority,
    type: leaf.type,
    leaf: entryDigest(leaf),
    reason,
    attestationCertificate: leaf.attestationCertificate,
    sealCertificate: leaf.sealCertificate,
    seal: leaf.seal,
  };
}
