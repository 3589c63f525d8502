import type { Purpose } from '../../../pki/signer/purposes.js';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';
import { buildCertificate } from '../../../pki/x509/build.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import type { CertificateProfile } from '../../../pki/x509/profiles.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { CertificateFile, MaterialStore } from '../../domain/ports/material-store.js';

const YEAR_MS = 365 * 24 * 3600_000;
const LIFETIME: Record<CertificateProfile, number> = {
  root: 20 * YEAR_MS,
  'issuing-ca': 10 * YEAR_MS,
  'licence-signing': 3 * YEAR_MS,
  'seal-signing': 3 * YEAR_MS,
  'seal-making': 5 * YEAR_MS,
};

export interface CertificateRequest {
  keyId: string;
  purposes: Purpose[];
  profile: CertificateProfile;
  role: CertificateFile['role'];
  authority?: string;
  organisation: string;
  commonName: string;
}

/** The domain's own certification authority: a root that certifies one issuing CA, which certifies everybody else. */
export interface CertificateDesk {
  /** Makes the key and its certificate; one that is there already is returned as it is. */
  certify(request: CertificateRequest): Promise<CertificateFile>;
}

export interface CertificateDeskDeps {
  keys: KeyRing;
  material: MaterialStore;
  clock: Clock;
  random: (length: number) => Uint8Array;
}

export function createCertificateDesk({ keys, material, clock, random }: CertificateDeskDeps): CertificateDesk {
  const only = async (role: 'root' | 'ca') => {
    const [file] = await material.certificates({ role });
    if (file === undefined) throw new AppError('CONFIGURATION_INVALID', `the domain has no ${role} certificate`);
    return file;
  };

  const certify = async (request: CertificateRequest): Promise<CertificateFile> => {
    const known = (await material.certificates({ role: request.role })).find((file) => file.keyId === request.keyId);
    if (known !== undefined) return known;
    const signer = await keys.create(request.keyId, request.purposes);
    const issuer =
      request.profile === 'root' ? undefined : await only(request.profile === 'issuing-ca' ? 'root' : 'ca');
    const issuerCertificate = issuer === undefined ? undefined : parseCertificate(issuer.der);
    const issuerSigner =
      request.profile === 'root'
        ? signer
        : await keys.signer(request.profile === 'issuing-ca' ? DOMAIN_KEYS.root : DOMAIN_KEYS.issuingCa);
    const serialNumber = random(16);
    serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
    const notBefore = clock.now() - 60_000;
    const der = await buildCertificate({
      profile: request.profile,
      subject: {
        organization: request.organisation,
        ...(request.authority === undefined ? {} : { organizationIdentifier: request.authority }),
        commonName: request.commonName,
      },
      publicKeySpki: publicKeyFromPoint(signer.publicKey).spki,
      issuer:
        issuerCertificate === undefined
          ? 'self'
          : {
              subjectDer: issuerCertificate.subjectDer,
              subjectKeyId: subjectKeyIdentifier(issuerCertificate.subjectKeyId),
            },
      notBefore,
      notAfter: notBefore + LIFETIME[request.profile],
      serialNumber,
      sign: (tbs) => issuerSigner.sign('certificate', tbs),
    });
    const file: CertificateFile = {
      fingerprint: parseCertificate(der).fingerprint,
      role: request.role,
      ...(request.authority === undefined ? {} : { authority: request.authority }),
      issuer: issuer?.fingerprint ?? parseCertificate(der).fingerprint,
      keyId: request.keyId,
      der,
    };
    await material.addCertificate(file);
    return file;
  };

  return { certify };
}

function subjectKeyIdentifier(value: string | undefined): string {
  if (value === undefined)
    throw new AppError('CONFIGURATION_INVALID', 'the issuing certificate names no key identifier');
  return value;
}
