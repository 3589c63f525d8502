import type { Case } from '../case.js';
import { type Finding, failed, passed } from '../finding.js';

/** The leaf on the ledger says of the licence what the document says. */
export function checkReceiptLeaf({ evidence, licenceDigest, identified }: Case): Finding {
  const { document } = evidence;
  const { leaf } = evidence.receipt;
  const expected: [string, string | number | undefined, string | number | undefined][] = [
    ['digest', licenceDigest, leaf.digest],
    ['key', identified.ok ? identified.key : undefined, leaf.key],
    ['licenceVersion', document.version, leaf.licenceVersion],
    ['domain', document.domain, leaf.domain],
    ['authority', document.authority, leaf.authority],
    ['type', document.type, leaf.type],
    ['validFrom', document.validFrom, leaf.validFrom],
    ['validUntil', document.validUntil, leaf.validUntil],
    // A first version stands where nothing stood, a later one where something did.
    ['expectedVersion', leaf.licenceVersion === 1 ? 1 : 0, leaf.expectedVersion === 0 ? 1 : 0],
  ];
  const differing = expected.find(([, wanted, found]) => wanted !== found);
  return differing === undefined ? passed({ key: leaf.key }) : failed('LEAF_MISMATCH', { part: differing[0] });
}
