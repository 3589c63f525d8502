import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { SealRecord } from '../../../chaincode/model/records.js';
import { AppError } from '../../domain/errors.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { SealView } from '../contract.js';
import { recordOf } from '../registry/records.js';

/** Throws SEAL_NOT_FOUND. */
export async function readSealRecord(ledger: Ledger, digest: string): Promise<SealRecord> {
  const key = ledgerKeys.seal(digest);
  const entry = recordOf(await ledger.read([key]), key, 'seal');
  if (entry === undefined) throw new AppError('SEAL_NOT_FOUND');
  return entry.record;
}

/** Throws SEAL_NOT_FOUND. */
export async function readSeal(ledger: Ledger, digest: string): Promise<SealView> {
  return sealViewOf(await readSealRecord(ledger, digest));
}

export function sealViewOf(record: SealRecord): SealView {
  return {
    digest: record.digest,
    authority: record.authority,
    esId: record.esId,
    sealClass: record.sealClass,
    state: record.state,
    version: record.version,
    validFrom: record.validFrom,
    validUntil: record.validUntil,
    makerCertificate: record.makerCertificate,
    signerCertificates: record.signerCertificates,
    ...(record.distrustFrom === undefined ? {} : { distrustFrom: record.distrustFrom }),
    ...(record.application === undefined ? {} : { application: record.application }),
    ...(record.replaces === undefined ? {} : { replaces: record.replaces }),
  };
}
