import type { Profile } from '../../domain/codes/area-codes.js';
import { AppError } from '../../domain/errors.js';
import { licenceKeyOf } from '../../domain/licence/licence-key-of.js';

export interface LicenceAddress {
  network: () => Promise<string>;
  profile: Profile;
}

/** Ledger key and authority of an identifier, from the identifier alone. Throws LICENCE_NOT_FOUND for one that cannot be. */
export async function locateLicence(licenceId: string, { network, profile }: LicenceAddress) {
  const located = licenceKeyOf(licenceId, {
    network: await network(),
    profile: profile === 'development' ? 'evaluation' : 'production',
  });
  if (!located.ok)
    throw new AppError('LICENCE_NOT_FOUND', 'not a licence identifier', { details: { reason: located.problem } });
  return { key: located.key, authority: located.identifier.issuerCode, identifier: located.identifier };
}
