import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { CertificateRegister } from '../../domain/ports/certificate-register.js';
import type { UseCases } from '../contract.js';
import { createFindIssued } from './find-issued.js';
import { createIssueLeaf, type IssueCertificateDeps, readRequest } from './issue-certificate.js';
import { detailsOf } from './renewed-details.js';

export interface RenewCertificateDeps extends IssueCertificateDeps {
  register: Pick<CertificateRegister, 'add' | 'find'>;
}

export function createRenewCertificate(deps: RenewCertificateDeps): UseCases['renewCertificate'] {
  const { domain } = deps;
  const find = createFindIssued(deps);
  const issue = createIssueLeaf(deps);
  return async (actor, { serialNumber, request }) => {
    authorise(actor, 'pki.change', { tenant: domain, domain });
    const { certificate, revocation } = await find(serialNumber);
    const renewed = certificate === undefined ? undefined : detailsOf(certificate);
    if (renewed === undefined) throw new AppError('CERTIFICATE_NOT_FOUND', 'no such certificate of this CA');
    if (revocation !== undefined) {
      throw new AppError('CERTIFICATE_REVOKED', 'a revoked certificate is not renewed: order another one');
    }
    const { spki } = readRequest(request);
    return issue({ spki, ...renewed });
  };
}
