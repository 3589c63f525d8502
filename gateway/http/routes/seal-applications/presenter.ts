import type { z } from 'zod';
import type { SealApplicationView } from '../../../use-cases/contract.js';
import type { applicationList, applicationView } from './schema.js';

export function presentApplication(application: SealApplicationView): z.infer<typeof applicationView> {
  const { type, digest, width, height } = application.picture;
  return {
    digest: application.digest,
    authority: application.authority,
    esId: application.esId,
    name: application.name,
    sealClass: application.sealClass,
    validFrom: application.validFrom,
    validUntil: application.validUntil,
    reason: application.reason,
    basis: application.basis,
    picture: { type, digest, width, height },
    state: application.state,
    version: application.version,
    replaces: application.replaces,
    seal: application.seal,
  };
}

export function presentApplications(applications: SealApplicationView[]): z.infer<typeof applicationList> {
  return { items: applications.map(presentApplication) };
}
