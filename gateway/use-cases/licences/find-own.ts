import { AppError } from '../../domain/errors.js';
import type { Actor } from '../../domain/policy/actor.js';
import { type Action, authorise } from '../../domain/policy/authorise.js';
import type { LicenceStore, StoredLicence } from '../../domain/ports/licence-store.js';

/** A licence of the actor's tenant. Somebody else's is LICENCE_NOT_FOUND as well: nobody learns what others hold. */
export async function findOwn(
  actor: Actor,
  action: Action,
  licenceId: string,
  { domain, licences }: { domain: string; licences: LicenceStore },
): Promise<StoredLicence> {
  authorise(actor, action, { tenant: actor.tenant, domain });
  const licence = await licences.find(licenceId);
  if (licence === undefined || licence.authority !== actor.tenant) throw new AppError('LICENCE_NOT_FOUND');
  return licence;
}
