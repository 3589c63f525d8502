import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { SealApplicationRecord } from '../../../chaincode/model/records.js';
import { AppError } from '../../domain/errors.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { SealApplicationStore } from '../../domain/ports/seal-applications.js';
import type { SealApplication } from '../../domain/seals/application.js';
import type { SealApplicationView } from '../contract.js';
import { recordOf } from '../registry/records.js';

/** An application as the ledger has it, and its contents. */
export interface StandingApplication {
  digest: string;
  record: SealApplicationRecord;
  application: SealApplication;
  picture: Uint8Array;
}

export interface ApplicationsDeps {
  ledger: Ledger;
  applications: SealApplicationStore;
}

/** Throws SEAL_APPLICATION_NOT_FOUND where the ledger has none, or its contents are not here or not what was applied for. */
export async function findApplication(digest: string, deps: ApplicationsDeps): Promise<StandingApplication> {
  const key = ledgerKeys.sealApplication(digest);
  const record = recordOf(await deps.ledger.read([key]), key, 'seal-application')?.record;
  const kept = await deps.applications.find(digest);
  if (record === undefined || kept === undefined) throw new AppError('SEAL_APPLICATION_NOT_FOUND');
  return { digest, record, ...kept };
}

/** The step is due, and the person is another than the one before: the ledger's rules say the same again. */
export function ensureDue(
  { record }: StandingApplication,
  { state, person, before }: { state: SealApplicationRecord['state']; person: string; before: string | undefined },
): void {
  if (record.state !== state) {
    throw new AppError('SEAL_APPLICATION_CONFLICT', `the application is ${record.state}`, {
      details: { state: record.state },
    });
  }
  if (person === before) throw new AppError('SECOND_PERSON_NEEDED', 'the same person took the step before');
}

export function applicationView(
  digest: string,
  application: SealApplication,
  record: SealApplicationRecord,
): SealApplicationView {
  return {
    digest,
    authority: application.authority,
    esId: application.esId,
    name: application.name,
    sealClass: application.sealClass,
    validFrom: application.validFrom,
    validUntil: application.validUntil,
    reason: application.reason,
    basis: application.basis,
    picture: application.picture,
    state: record.state,
    version: record.version,
    ...(application.replaces === undefined ? {} : { replaces: application.replaces }),
    ...(record.seal === undefined ? {} : { seal: record.seal }),
  };
}
