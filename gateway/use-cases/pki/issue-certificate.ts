import { PkiError } from '../../../pki/errors.js';
import { type CertificateRequest, parseCertificateRequest, provesPossession } from '../../../pki/pkcs10/request.js';
import { buildCertificate, type CertificateDetails, subjectKeyIdOf } from '../../../pki/x509/build.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import type { CertificateSubject } from '../../../pki/x509/name.js';
import { AppError } from '../../domain/errors.js';
import { type LeafProfile, LIFETIME } from '../../domain/pki/certificates.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { CertificateRegister } from '../../domain/ports/certificate-register.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { IssuedCertificate, UseCases } from '../contract.js';
import type { CertificateDesk } from '../network/certificate-desk.js';
import type { AuthorityAddresses } from './addresses.js';
import { drawSerialNumber, entryOf } from './register-entry.js';

export interface IssueCertificateDeps {
  domain: string;
  certificates: Pick<CertificateDesk, 'issuingCa'>;
  register: Pick<CertificateRegister, 'add'>;
  clock: Clock;
  random: (length: number) => Uint8Array;
  addresses: () => AuthorityAddresses;
}

export interface LeafOrder {
  profile: LeafProfile;
  /** 91 bytes, of a request that has proved possession. */
  spki: Uint8Array;
  subject: CertificateSubject;
  details: CertificateDetails;
}

/** Clocks of relying parties run behind. */
const BACKDATED_MS = 60_000;

export function createIssueCertificate(deps: IssueCertificateDeps): UseCases['issueCertificate'] {
  const issue = createIssueLeaf(deps);
  return async (actor, { profile, request, subject, dnsNames, identity }) => {
    authorise(actor, 'pki.change', { tenant: deps.domain, domain: deps.domain });
    const { spki } = readRequest(request);
    return issue({
      profile,
      spki,
      subject,
      details: { ...(dnsNames === undefined ? {} : { dnsNames }), ...(identity === undefined ? {} : { identity }) },
    });
  };
}

/** Signs and enters one certificate; who may have it was judged before. Throws INVALID_REQUEST for an order that makes none. */
export function createIssueLeaf(deps: IssueCertificateDeps): (order: LeafOrder) => Promise<IssuedCertificate> {
  const { certificates, register, clock, random, addresses } = deps;
  return async ({ profile, spki, subject, details }) => {
    const { certificate: issuer, signer } = await certificates.issuingCa();
    const now = clock.now();
    const notBefore = now - BACKDATED_MS;
    // RFC 5280 §6.1.3: nothing outlives its issuer.
    const notAfter = Math.min(notBefore + LIFETIME[profile], issuer.notAfter);
    const der = await invalidUnlessBuilt(() =>
      buildCertificate({
        profile,
        subject,
        publicKeySpki: spki,
        issuer: { subjectDer: issuer.subjectDer, subjectKeyId: subjectKeyIdOf(issuer.spki.subarray(-65)) },
        notBefore,
        notAfter,
        serialNumber: drawSerialNumber(random),
        details: { ...details, ...addresses() },
        sign: (tbs) => signer.sign('certificate', tbs),
      }),
    );
    const issued = parseCertificate(der);
    await register.add(entryOf(issued, profile, now));
    return {
      serialNumber: issued.serialNumber,
      fingerprint: issued.fingerprint,
      profile,
      notBefore: new Date(issued.notBefore).toISOString(),
      notAfter: new Date(issued.notAfter).toISOString(),
      der,
    };
  };
}

/** Throws INVALID_REQUEST for what is no request, or does not prove possession of its key. */
export function readRequest(der: Uint8Array): CertificateRequest {
  let request: CertificateRequest;
  try {
    request = parseCertificateRequest(der);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AppError('INVALID_REQUEST', 'not a PKCS#10 request for an SM2 key', { cause });
  }
  if (!provesPossession(request)) {
    throw new AppError('INVALID_REQUEST', 'the request does not prove possession of its key');
  }
  return request;
}

async function invalidUnlessBuilt(build: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await build();
  } catch (cause) {
    const ours = cause instanceof PkiError && cause.code === 'CERTIFICATE_MALFORMED';
    // Names too long, and text outside its alphabet.
    if (ours || cause instanceof RangeError || cause instanceof TypeError) {
      throw new AppError('INVALID_REQUEST', 'the order makes no certificate', { cause });
    }
    throw cause;
  }
}
