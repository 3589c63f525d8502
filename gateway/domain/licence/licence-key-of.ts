import { licenceKey } from '../../../chaincode/model/licence-key.js';
import type { CodeProblem } from '../codes/code-result.js';
import { type LicenceIdentifier, parseLicenceIdentifier, withoutVersion } from '../codes/licence-identifier.js';

export type IdentifiedLicence =
  | { ok: true; identifier: LicenceIdentifier; key: string }
  | { ok: false; problem: CodeProblem };

/**
 * Reads an identifier and computes the ledger key that stands for it on this network. Synthetic codes (area 99) are
 * admitted on evaluation networks only.
 */
export function licenceKeyOf(
  licenceId: string,
  network: { network: string; profile: 'production' | 'evaluation' },
): IdentifiedLicence {
  const profile = network.profile === 'evaluation' ? 'development' : 'production';
  const read = parseLicenceIdentifier(licenceId, { profile });
  if (!read.ok) return { ok: false, problem: read.code };
  const identifier = read.value;
  const key = licenceKey({
    network: network.network,
    authority: identifier.issuerCode,
    type: identifier.typeCode,
    identifierWithoutVersion: withoutVersion(identifier),
  });
  return { ok: true, identifier, key };
}
