import { randomBytes } from 'node:crypto';
import { PkiError } from '../../../pki/errors.js';
import { parseCertificateRequest, provesPossession } from '../../../pki/pkcs10/request.js';
import { buildCertificate } from '../../../pki/x509/build.js';
import { parseCertificate, type X509Certificate } from '../../../pki/x509/certificate.js';
import { CERTIFICATE_PROFILES, type CertificateProfile } from '../../../pki/x509/profiles.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';
import { type SubjectOptions, subjectOf } from './csr-command.js';
import { readCount } from './numbers.js';
import { openSigner, type SignerOptions } from './open-signer.js';
import { readDerFile, writePemFile } from './pem.js';

export interface CaIssueOptions extends SignerOptions, SubjectOptions {
  ca: string;
  request: string;
  profile: string;
  days: string;
  dnsName?: string[];
  crlUrl?: string[];
  ocspUrl?: string[];
  out: string;
}

const DAY_MS = 24 * 3600_000;

/** `yinxin pki ca issue`: a certificate from a request; the subject is the one given, never the request's. */
export async function caIssueCommand(options: CaIssueOptions, terminal: Terminal): Promise<ExitStatus> {
  const profile = readProfile(options.profile);
  const ca = await readCa(options.ca);
  const request = asUsage(
    options.request,
    parseCertificateRequest,
  )(await readDerFile(options.request, 'CERTIFICATE REQUEST'));
  if (!provesPossession(request)) {
    terminal.note('REQUEST_UNPROVEN: the request does not bear the signature of its key');
    return 1;
  }
  const signer = await openSigner(options, terminal);
  if (!Buffer.from(ca.publicKey.point).equals(signer.publicKey)) {
    throw new CliError('USAGE', `${options.ca}: the certificate of another key`);
  }
  const notBefore = terminal.now();
  const serialNumber = new Uint8Array(randomBytes(16));
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  const { dnsName: dnsNames, crlUrl: crlUrls, ocspUrl: ocspUrls } = options;
  const der = await asUsage(options.request, () =>
    buildCertificate({
      profile,
      subject: subjectOf(options),
      publicKeySpki: request.spki,
      issuer: { subjectDer: ca.subjectDer, subjectKeyId: ca.subjectKeyId ?? '' },
      notBefore,
      notAfter: Math.min(notBefore + readCount('--days', options.days) * DAY_MS, ca.notAfter),
      serialNumber,
      details: {
        ...(dnsNames === undefined ? {} : { dnsNames }),
        ...(crlUrls === undefined ? {} : { crlUrls }),
        ...(ocspUrls === undefined ? {} : { ocspUrls }),
      },
      sign: (tbs) => signer.sign('certificate', tbs),
    }),
  )(undefined);
  await writePemFile(options.out, 'CERTIFICATE', der);
  terminal.say(parseCertificate(der).serialNumber);
  return 0;
}

/** The certificate of a CA that names its key. Throws FILE_UNREADABLE. */
export async function readCa(path: string): Promise<X509Certificate> {
  const certificate = await readCertificate(path);
  if (certificate.subjectKeyId === undefined || certificate.basicConstraints?.cA !== true) {
    throw new CliError('FILE_UNREADABLE', `${path}: not the certificate of a CA that names its key`);
  }
  return certificate;
}

export async function readCertificate(path: string): Promise<X509Certificate> {
  return asUsage(path, parseCertificate)(await readDerFile(path, 'CERTIFICATE'));
}

/** What a file's content does not allow is said with the file. */
export function asUsage<T, R>(path: string, read: (input: T) => R): (input: T) => R {
  const told = (cause: unknown): never => {
    if (!(cause instanceof PkiError)) throw cause;
    throw new CliError('FILE_UNREADABLE', `${path}: ${cause.code}: ${cause.message}`, { cause });
  };
  return (input) => {
    try {
      const result = read(input);
      return result instanceof Promise ? (result.catch(told) as R) : result;
    } catch (cause) {
      return told(cause);
    }
  };
}

function readProfile(text: string): CertificateProfile {
  const found = Object.keys(CERTIFICATE_PROFILES).find((name) => name === text && name !== 'root');
  if (found === undefined) throw new CliError('USAGE', '--profile: issuing-ca, or one of what it issues');
  return found as CertificateProfile;
}
