import type { BatchLeaf } from '../../../chaincode/model/batch-leaf.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';

/**
 * The ledger keys that a verdict on a licence rests on, in ascending order: the licence, its authority's right to the type,
 * the seal, and every certificate of the evidence (all of them stand below the roots, and none is unused).
 */
export function statusKeysOf(
  leaf: Pick<BatchLeaf, 'key' | 'authority' | 'type' | 'seal'>,
  fingerprints: readonly string[],
): string[] {
  return [
    leaf.key,
    ledgerKeys.right(leaf.authority, leaf.type),
    ledgerKeys.seal(leaf.seal),
    ...fingerprints.map((fingerprint) => ledgerKeys.certificate(fingerprint)),
  ].sort();
}
