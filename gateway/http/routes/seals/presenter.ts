import type { z } from 'zod';
import type { SealView } from '../../../use-cases/contract.js';
import type { sealList, sealView } from './schema.js';

export function presentSeal(seal: SealView): z.infer<typeof sealView> {
  return {
    digest: seal.digest,
    authority: seal.authority,
    esId: seal.esId,
    sealClass: seal.sealClass,
    state: seal.state,
    version: seal.version,
    validFrom: seal.validFrom,
    validUntil: seal.validUntil,
    makerCertificate: seal.makerCertificate,
    signerCertificates: seal.signerCertificates,
    distrustFrom: seal.distrustFrom,
    application: seal.application,
    replaces: seal.replaces,
  };
}

export function presentSeals(seals: SealView[]): z.infer<typeof sealList> {
  return { items: seals.map(presentSeal) };
}
