import { OID } from '../../../pki/der/oids.js';
import { attribute, type X509Certificate } from '../../../pki/x509/certificate.js';
import type { CertificateUsage } from '../../../pki/x509/key-purposes.js';
import type { CommandOf } from '../../model/command.js';
import { ensure } from '../refuse.js';

type Body = CommandOf<'certificate-register'>['body'];
type Purpose = Body['purposes'][number];

/** The usage that a certificate must state in its extensions before its key may sign for the purpose. */
const USAGE_OF_PURPOSE: Record<Purpose, CertificateUsage> = {
  'licence-attestation': 'licence-signing',
  'licence-batch': 'licence-signing',
  'licence-state': 'licence-signing',
  'seal-signature': 'seal-signing',
  seal: 'seal-making',
};

/** A CA has neither authority nor purposes, an authority's certificate both, a seal maker's the purpose `seal` alone. */
export function ensureRoleShape({ role, authority, purposes }: Body): void {
  ensure(new Set(purposes).size === purposes.length, 'CERTIFICATE_INVALID', 'a purpose twice');
  ensure((authority !== undefined) === (role === 'authority'), 'CERTIFICATE_INVALID', `${role} and authority`);
  ensure(fits(role, purposes), 'CERTIFICATE_INVALID', `${role} and purposes`);
}

/** What the certificate must be good for: one usage for each kind of purpose. */
export function usagesOf({ role, purposes }: Body): CertificateUsage[] {
  return role === 'ca' ? ['ca'] : [...new Set(purposes.map((purpose) => USAGE_OF_PURPOSE[purpose]))];
}

/** The certificate names the authority by its USCC in organizationIdentifier (2.5.4.97). */
export function ensureSubject(certificate: X509Certificate, authority: string): void {
  const named = attribute(certificate, OID.organizationIdentifier);
  ensure(named === authority, 'CERTIFICATE_INVALID', 'the subject is another organisation');
}

function fits(role: Body['role'], purposes: readonly Purpose[]): boolean {
  switch (role) {
    case 'ca':
      return purposes.length === 0;
    case 'authority':
      return purposes.length > 0 && !purposes.includes('seal');
    case 'seal-maker':
      return purposes.length === 1 && purposes[0] === 'seal';
  }
}
