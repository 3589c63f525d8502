import { subjectKeyIdOf } from '../../../pki/x509/build.js';
import { parseCertificate, type X509Certificate } from '../../../pki/x509/certificate.js';
import { verifyCertificateSignature } from '../../../pki/x509/path.js';
import type { CertificateRegister, Revocation } from '../../domain/ports/certificate-register.js';
import type { CertificateDesk } from '../network/certificate-desk.js';

export interface FindIssuedDeps {
  certificates: Pick<CertificateDesk, 'issuingCa'>;
  register: Pick<CertificateRegister, 'find'>;
}

export interface Issued {
  issuer: X509Certificate;
  /** undefined unless the CA itself has signed a certificate of this number: no row is believed for what it says. */
  certificate?: X509Certificate;
  revocation?: Revocation;
}

/** What the issuing CA has done under a serial number. */
export function createFindIssued({ certificates, register }: FindIssuedDeps) {
  return async (serialNumber: string): Promise<Issued> => {
    const { certificate: issuer } = await certificates.issuingCa();
    const { entry, revocation } = await register.find(keyIdOf(issuer), serialNumber);
    const certificate = entry === undefined ? undefined : parseCertificate(entry.der);
    const ours = certificate?.serialNumber === serialNumber && verifyCertificateSignature(certificate, issuer);
    return {
      issuer,
      ...(ours ? { certificate } : {}),
      ...(revocation === undefined ? {} : { revocation }),
    };
  };
}

/** The name of a CA in the register. */
export const keyIdOf = (issuer: X509Certificate): string => subjectKeyIdOf(issuer.spki.subarray(-65));
