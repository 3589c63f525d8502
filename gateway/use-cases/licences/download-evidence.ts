import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { assembleEvidence } from '../../domain/evidence/assemble-evidence.js';
import { statusKeysOf } from '../../domain/evidence/status-keys.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { Witness } from '../../domain/ports/witness.js';
import type { UseCases } from '../contract.js';
import { evidenceParts } from './evidence-parts.js';
import { findOwn } from './find-own.js';
import { type StapleDeps, stapleStatuses } from './staple-statuses.js';

export interface DownloadEvidenceDeps extends StapleDeps {
  licences: LicenceStore;
  witness: Witness;
}

/** The evidence as a file, with the status of this moment stapled to it by a quorum of witnesses, where one answers. */
export function createDownloadEvidence(deps: DownloadEvidenceDeps): UseCases['downloadEvidence'] {
  return async (actor, { licenceId, reveal }) => {
    const licence = await findOwn(actor, 'licence.read', licenceId, deps);
    const parts = await evidenceParts(licence, deps.witness);
    const unknown = reveal?.find((name) => !parts.fields.some((field) => field.name === name));
    if (unknown !== undefined)
      throw new AppError('INVALID_REQUEST', 'the licence has no such field', { details: { field: unknown } });
    const keys = statusKeysOf(
      parts.receipt.leaf,
      parts.certificates.map((der) => sm3Hex(der)),
    );
    return assembleEvidence({
      ...parts,
      fields: reveal === undefined ? parts.fields : parts.fields.filter(({ name }) => reveal.includes(name)),
      statuses: await stapleStatuses(keys, parts.receipt.statements[0]?.statement.blockNumber ?? 0, deps),
    });
  };
}
