import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { LicenceView, UseCases } from '../contract.js';
import { recordOf } from '../registry/records.js';
import { summaryOf, viewOf } from './licence-view.js';
import { type LicenceAddress, locateLicence } from './locate-licence.js';
import { type PressDeps, signingKey } from './press.js';

export interface ChangeLicenceStateDeps extends PressDeps {
  licences: LicenceStore;
  desk: CommandDesk;
  address: LicenceAddress;
}

/**
 * Signs and submits a state change. What is signed comes from the request and the ledger alone: the key follows from the
 * identifier, the version from the entry. Rejects with LICENCE_STATE_CONFLICT where `expectedVersion` is another, or where the
 * identifier is that of a version that has been superseded.
 */
export function createChangeLicenceState(deps: ChangeLicenceStateDeps): UseCases['changeLicenceState'] {
  const { domain, ledger, licences, desk } = deps;
  return async (actor, { licenceId, state, reason, expectedVersion }): Promise<LicenceView> => {
    authorise(actor, 'licence.change', { tenant: actor.tenant, domain });
    const { key, authority, identifier } = await locateLicence(licenceId, deps.address);
    if (authority !== actor.tenant) throw new AppError('LICENCE_NOT_FOUND');
    const entry = recordOf(await ledger.read([key]), key, 'licence')?.record;
    if (entry === undefined) throw new AppError('LICENCE_NOT_FOUND');
    if (identifier.version !== entry.licenceVersion) {
      throw new AppError('LICENCE_STATE_CONFLICT', 'this is not the present version of the licence', {
        details: { licenceVersion: entry.licenceVersion },
      });
    }
    if (expectedVersion !== undefined && expectedVersion !== entry.version) {
      throw new AppError('LICENCE_STATE_CONFLICT', 'the licence has changed in the meantime', {
        details: { version: entry.version },
      });
    }
    const signing = await signingKey(authority, 'licence-state', deps);
    await desk.send(
      await desk.sign({
        kind: 'licence-state',
        target: key,
        reason,
        body: { state },
        expectedVersion: entry.version,
        authority,
        ...signing,
      }),
    );
    const [now, kept] = await Promise.all([ledger.read([key]), licences.findByKey(key)]);
    const record = recordOf(now, key, 'licence')?.record;
    // After a restore the newest version that is kept may be an older one.
    if (kept === undefined || record === undefined || kept.licenceVersion !== record.licenceVersion) {
      throw new AppError(
        'LICENCE_EVIDENCE_LOST',
        'the change is on the ledger; the licence is not kept here any more',
        {
          details: { state, version: entry.version + 1 },
        },
      );
    }
    return { ...viewOf(summaryOf(kept)), state: record.state, entryVersion: record.version };
  };
}
