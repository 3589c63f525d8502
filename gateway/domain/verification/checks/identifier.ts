import { isOfDomain } from '../../../../chaincode/model/authority-area.js';
import { parseLicenceIdentifier } from '../../codes/licence-identifier.js';
import type { Case } from '../case.js';
import { type Finding, failed, passed } from '../finding.js';

/**
 * The identifier is one of GB/T 36904, its parts are the header's, and the ledger key is the one that follows from it: a
 * leaf under another authority's prefix is a leaf of something else. The authority is of the domain's area (docs/adr/0011):
 * who could put another province's authority under a domain of his own would write in its name.
 */
export function checkIdentifier({ identified, evidence, trust }: Case): Finding {
  const { document, receipt } = evidence;
  if (!identified.ok) return failed('IDENTIFIER_INVALID', { problem: identified.problem });
  const { identifier, key } = identified;
  const expected: [string, string | number, string | number][] = [
    ['authority', identifier.issuerCode, document.authority],
    ['type', identifier.typeCode, document.type],
    ['version', identifier.version, document.version],
    ['leaf.key', key, receipt.leaf.key],
    ['leaf.authority', document.authority, receipt.leaf.authority],
    ['batch.authority', document.authority, receipt.batch.command.authority],
    ['previousLicenceId', previousId(document, identifier.version > 1), document.previousLicenceId ?? ''],
  ];
  const differing = expected.find(([, wanted, found]) => wanted !== found);
  if (differing !== undefined) return failed('IDENTIFIER_MISMATCH', { part: differing[0] });
  if (!isOfDomain(document.authority, document.domain)) {
    return failed('AUTHORITY_OUTSIDE_DOMAIN', { authority: document.authority, domain: document.domain });
  }
  if (document.previousLicenceId === undefined) return passed({ licenceId: document.licenceId });
  const profile = trust.profile === 'evaluation' ? 'development' : 'production';
  const previous = parseLicenceIdentifier(document.previousLicenceId, { profile });
  const linked =
    previous.ok &&
    previous.value.typeCode === identifier.typeCode &&
    previous.value.issuerCode === identifier.issuerCode &&
    previous.value.serial === identifier.serial &&
    previous.value.version === identifier.version - 1;
  return linked
    ? passed({ licenceId: document.licenceId })
    : failed('IDENTIFIER_MISMATCH', { part: 'previousLicenceId' });
}

/** A later version names the one before, a first version none. */
function previousId({ previousLicenceId = '' }: Case['evidence']['document'], isLater: boolean): string {
  if (!isLater) return '';
  return previousLicenceId === '' ? 'missing' : previousLicenceId;
}
