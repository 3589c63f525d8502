import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { UseCases } from '../contract.js';
import { recordOf } from '../registry/records.js';
import { type ApplicationsDeps, applicationView, findApplication } from './applications.js';

const LIMIT = 200;

interface Deps extends ApplicationsDeps {
  domain: string;
}

/** The newest applications: an authority's own, or for the domain's people all of them. Their states are the ledger's. */
export function createListSealApplications({ domain, ledger, applications }: Deps): UseCases['listSealApplications'] {
  return async (actor, { authority }) => {
    const tenant = authority ?? actor.tenant;
    authorise(actor, 'seal.trace', { tenant: actor.tenant === domain ? domain : tenant, domain });
    const of = tenant === domain ? {} : { authority: tenant };
    const kept = await applications.list({ ...of, limit: LIMIT });
    const snapshot = await ledger.read(kept.map(({ digest }) => ledgerKeys.sealApplication(digest)));
    return kept.flatMap(({ digest, application }) => {
      const record = recordOf(snapshot, ledgerKeys.sealApplication(digest), 'seal-application')?.record;
      // What the ledger refused, or has not taken yet, is not an application.
      return record === undefined ? [] : [applicationView(digest, application, record)];
    });
  };
}

/** Somebody else's is SEAL_APPLICATION_NOT_FOUND as well. */
export function createReadSealApplication({ domain, ...deps }: Deps): UseCases['readSealApplication'] {
  return async (actor, { application: digest }) => {
    authorise(actor, 'seal.trace', { tenant: actor.tenant, domain });
    const { application, record } = await findApplication(digest, deps);
    if (actor.tenant !== domain && actor.tenant !== application.authority) {
      throw new AppError('SEAL_APPLICATION_NOT_FOUND');
    }
    return applicationView(digest, application, record);
  };
}
