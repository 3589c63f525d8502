import { parseTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { CertificateRegister } from '../../domain/ports/certificate-register.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { UseCases } from '../contract.js';
import { createFindIssued, type FindIssuedDeps, keyIdOf } from './find-issued.js';
import type { RevocationLists } from './revocation-lists.js';
import type { RevocationMac } from './revocation-mac.js';

export interface EndCertificateDeps extends FindIssuedDeps {
  domain: string;
  register: Pick<CertificateRegister, 'find' | 'revoke'>;
  mac: RevocationMac;
  lists: Pick<RevocationLists, 'publish'>;
  clock: Clock;
  /** Answers made before are dropped. */
  forget: (serialNumber: string) => void;
}

export function createEndCertificate(deps: EndCertificateDeps): UseCases['endCertificate'] {
  const { domain, register, mac, lists, clock, forget } = deps;
  const find = createFindIssued(deps);
  return async (actor, { serialNumber, reason, invalidAt }) => {
    authorise(actor, 'pki.change', { tenant: domain, domain });
    const { issuer, certificate, revocation: earlier } = await find(serialNumber);
    if (certificate === undefined) throw new AppError('CERTIFICATE_NOT_FOUND', 'no such certificate of this CA');
    // Lists hold whole seconds.
    const revokedAt = Math.floor(clock.now() / 1000) * 1000;
    const since = invalidAt === undefined ? undefined : Math.floor(parseTime(invalidAt) / 1000) * 1000;
    if (since !== undefined && since > revokedAt) throw new AppError('INVALID_REQUEST', 'invalid only later');
    const revocation = mac.sealed({
      issuer: keyIdOf(issuer),
      serialNumber,
      revokedAt,
      reason,
      ...(since === undefined ? {} : { invalidAt: since }),
    });
    if (earlier !== undefined || !(await register.revoke(revocation))) {
      throw new AppError('CERTIFICATE_REVOKED', 'the certificate is revoked already');
    }
    forget(serialNumber);
    return { serialNumber, revokedAt: new Date(revokedAt).toISOString(), listNumber: await lists.publish() };
  };
}
