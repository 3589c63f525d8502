import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { HistoryLine, UseCases } from '../contract.js';
import { type LicenceAddress, locateLicence } from './locate-licence.js';

/** Every change of a licence, as the ledger has it. */
export function createLicenceHistory(deps: {
  domain: string;
  ledger: Ledger;
  address: LicenceAddress;
}): UseCases['licenceHistory'] {
  return async (actor, { licenceId }): Promise<HistoryLine[]> => {
    authorise(actor, 'licence.read', { tenant: actor.tenant, domain: deps.domain });
    const { key, authority } = await locateLicence(licenceId, deps.address);
    if (authority !== actor.tenant) throw new AppError('LICENCE_NOT_FOUND');
    const items = await deps.ledger.history(key);
    if (items.length === 0) throw new AppError('LICENCE_NOT_FOUND');
    return items.flatMap(({ record, blockNumber, transactionId, at }) =>
      record.kind !== 'licence'
        ? []
        : [
            {
              version: record.version,
              state: record.state,
              reason: record.reason,
              digest: record.digest,
              licenceVersion: record.licenceVersion,
              blockNumber,
              transactionId,
              at,
            },
          ],
    );
  };
}
