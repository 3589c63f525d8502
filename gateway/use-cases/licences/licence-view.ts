import { LICENCE_STATES, type LicenceState } from '../../../chaincode/model/licence-states.js';
import type { LicenceSummary, StoredLicence } from '../../domain/ports/licence-store.js';
import type { LicenceStage, LicenceView } from '../contract.js';

export function viewOf(licence: LicenceSummary): LicenceView {
  return {
    licenceId: licence.licenceId,
    licenceVersion: licence.licenceVersion,
    authority: licence.authority,
    type: licence.type,
    licenceNumber: licence.licenceNumber,
    digest: licence.digest,
    ledgerKey: licence.ledgerKey,
    validFrom: licence.validFrom,
    ...(licence.validUntil === undefined ? {} : { validUntil: licence.validUntil }),
    stage: stageOf(licence),
    state: stateOf(licence.state),
    entryVersion: licence.entryVersion ?? 0,
    createdAt: licence.createdAt,
  };
}

export function summaryOf({ batch, ...licence }: StoredLicence): LicenceSummary {
  return {
    ...licence,
    ...(batch.blockNumber === undefined ? {} : { blockNumber: batch.blockNumber }),
    anchored: batch.anchoredAt !== undefined,
  };
}

export function stageOf(licence: { anchored: boolean; blockNumber?: number }): LicenceStage {
  if (licence.anchored) return 'anchored';
  return licence.blockNumber === undefined ? 'signed' : 'submitted';
}

/** A licence that the ledger has not confirmed yet was made to be active. */
function stateOf(state: string | undefined): LicenceState {
  return LICENCE_STATES.find((known) => known === state) ?? 'active';
}
