import { PkiError } from '../../../pki/errors.js';
import type { Purpose } from '../../../pki/signer/purposes.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';
import { buildCertificate } from '../../../pki/x509/build.js';
import { parseCertificate, type X509Certificate } from '../../../pki/x509/certificate.js';
import { verifyCertificateSignature } from '../../../pki/x509/path.js';
import type { CertificateProfile } from '../../../pki/x509/profiles.js';
import { AppError } from '../../domain/errors.js';
import { LIFETIME } from '../../domain/pki/certificates.js';
import type { CertificateRegister } from '../../domain/ports/certificate-register.js';
import type { Clock } from '../../domain/ports/clock.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { CertificateFile, MaterialStore } from '../../domain/ports/material-store.js';
import { drawSerialNumber, entryOf } from '../pki/register-entry.js';
import { openOrCreate } from './open-or-create.js';

interface Issuer {
  file: CertificateFile;
  certificate: X509Certificate;
}

export interface CertificateRequest {
  keyId: string;
  purposes: Purpose[];
  profile: CertificateProfile;
  role: CertificateFile['role'];
  authority?: string;
  organisation: string;
  commonName: string;
  /** A certificate that ends before this is not taken up again: a new one is made. Milliseconds since 1970. */
  validUntil?: number;
}

export interface IssuingCa {
  certificate: X509Certificate;
  signer: Signer;
}

/** The domain's own certification authority: a root that certifies one issuing CA, which certifies everybody else. */
export interface CertificateDesk {
  /**
   * Makes the key and its certificate. What is there already is taken up again: the key, and the certificate that this CA has
   * made for it. A file of the database that is no such certificate is passed over, whatever it calls itself.
   */
  certify(request: CertificateRequest): Promise<CertificateFile>;
  /** The CA below the root, which signs certificates and revocation lists. Rejects with CONFIGURATION_INVALID before there is one. */
  issuingCa(): Promise<IssuingCa>;
}

export interface CertificateDeskDeps {
  keys: KeyRing;
  material: MaterialStore;
  clock: Clock;
  random: (length: number) => Uint8Array;
  /** Every certificate below the root is entered: what is not in the register, nobody has issued. */
  register: Pick<CertificateRegister, 'add'>;
}

export function createCertificateDesk(deps: CertificateDeskDeps): CertificateDesk {
  const { keys, material, clock, random, register } = deps;
  /** The certificate of one of our keys: signed by its issuer (itself, for the root), for that key, under its own name. */
  const find = async (
    wanted: { role: CertificateFile['role']; authority?: string; keyId: string; validUntil?: number },
    signer: Signer,
    issuer: Issuer | undefined,
  ): Promise<Issuer | undefined> => {
    const { role, authority, keyId, validUntil = Number.NEGATIVE_INFINITY } = wanted;
    const files = await material.certificates({ role, ...(authority === undefined ? {} : { authority }) });
    for (const file of files) {
      if (file.keyId !== keyId || file.authority !== authority) continue;
      const certificate = readOwn(file, signer);
      if (certificate === undefined || certificate.notAfter < validUntil) continue;
      if (!verifyCertificateSignature(certificate, issuer?.certificate ?? certificate)) continue;
      return { file: { ...file, issuer: (issuer?.certificate ?? certificate).fingerprint }, certificate };
    }
    return undefined;
  };

  /** Root and issuing CA, by their keys. */
  const issuerOf = async (profile: CertificateProfile): Promise<(Issuer & { signer: Signer }) | undefined> => {
    if (profile === 'root') return undefined;
    const role = profile === 'issuing-ca' ? 'root' : 'ca';
    const keyId = role === 'root' ? DOMAIN_KEYS.root : DOMAIN_KEYS.issuingCa;
    const signer = await keys.signer(keyId);
    const found = await find({ role, keyId }, signer, role === 'root' ? undefined : await issuerOf('issuing-ca'));
    if (found === undefined) throw new AppError('CONFIGURATION_INVALID', `the domain has no ${role} certificate`);
    return { ...found, signer };
  };

  const certify = async (request: CertificateRequest): Promise<CertificateFile> => {
    const issuer = await issuerOf(request.profile);
    const signer = await openOrCreate(keys, request.keyId, request.purposes);
    const known = await find(request, signer, issuer);
    if (known !== undefined) {
      await enter(known.certificate, request.profile);
      return known.file;
    }
    const serialNumber = drawSerialNumber(random);
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
        issuer === undefined
          ? 'self'
          : {
              subjectDer: issuer.certificate.subjectDer,
              subjectKeyId: subjectKeyIdentifier(issuer.certificate.subjectKeyId),
            },
      notBefore,
      notAfter: notBefore + LIFETIME[request.profile],
      serialNumber,
      sign: (tbs) => (issuer?.signer ?? signer).sign('certificate', tbs),
    });
    const file: CertificateFile = {
      fingerprint: parseCertificate(der).fingerprint,
      role: request.role,
      ...(request.authority === undefined ? {} : { authority: request.authority }),
      issuer: (issuer?.certificate ?? parseCertificate(der)).fingerprint,
      keyId: request.keyId,
      der,
    };
    await material.addCertificate(file);
    await enter(parseCertificate(der), request.profile);
    return file;
  };

  /** Also what was made before there was a register, or before a crash in between. */
  const enter = async (certificate: X509Certificate, profile: CertificateProfile): Promise<void> => {
    if (profile !== 'root') await register.add(entryOf(certificate, profile, clock.now()));
  };

  return {
    certify,
    issuingCa: async () => {
      const issuer = await issuerOf('licence-signing');
      if (issuer === undefined) throw new TypeError('a signing certificate has an issuer');
      return { certificate: issuer.certificate, signer: issuer.signer };
    },
  };
}

/** undefined unless the bytes are what the row calls them, and a certificate for the key of this signer. */
function readOwn({ der, fingerprint }: CertificateFile, signer: Signer): X509Certificate | undefined {
  try {
    const certificate = parseCertificate(der);
    const isOwn =
      certificate.fingerprint === fingerprint && Buffer.from(certificate.publicKey.point).equals(signer.publicKey);
    return isOwn ? certificate : undefined;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

function subjectKeyIdentifier(value: string | undefined): string {
  if (value === undefined)
    throw new AppError('CONFIGURATION_INVALID', 'the issuing certificate names no key identifier');
  return value;
}
