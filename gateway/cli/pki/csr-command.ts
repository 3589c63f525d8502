import { buildCertificateRequest } from '../../../pki/pkcs10/build-request.js';
import type { Purpose } from '../../../pki/signer/purposes.js';
import type { CertificateSubject } from '../../../pki/x509/name.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';
import { openSigner, type SignerOptions } from './open-signer.js';
import { writePemFile } from './pem.js';

/** What a fresh key will be for; the request itself beside it. */
export const KEY_USES: Readonly<Record<string, readonly Purpose[]>> = {
  'issuing-ca': ['certificate', 'crl'],
  ocsp: ['ocsp-response'],
  tsa: ['timestamp'],
  licence: ['licence-attestation', 'licence-batch', 'licence-state'],
  seal: ['seal-signature'],
  'seal-maker': ['seal'],
  message: ['signed-data'],
};

export interface CsrOptions extends SignerOptions, SubjectOptions {
  use: string;
  out: string;
}

export interface SubjectOptions {
  commonName: string;
  organization?: string;
  organizationIdentifier?: string;
}

/** `yinxin pki csr`: a PKCS#10 request for a key of the folder, which is made when there is none. */
export async function csrCommand(options: CsrOptions, terminal: Terminal): Promise<ExitStatus> {
  const purposes = KEY_USES[options.use];
  if (purposes === undefined) throw new CliError('USAGE', `--use: ${Object.keys(KEY_USES).join(', ')}`);
  const signer = await openSigner(options, terminal, ['certificate-request', ...purposes]);
  const der = await buildCertificateRequest({
    subject: subjectOf(options),
    point: signer.publicKey,
    sign: (info) => signer.sign('certificate-request', info),
  });
  await writePemFile(options.out, 'CERTIFICATE REQUEST', der);
  return 0;
}

export function subjectOf({ commonName, organization, organizationIdentifier }: SubjectOptions): CertificateSubject {
  for (const text of [commonName, organization, organizationIdentifier]) {
    if (text !== undefined && (text.length === 0 || text.length > 64)) {
      throw new CliError('USAGE', 'names have 1 to 64 characters');
    }
  }
  return {
    commonName,
    ...(organization === undefined ? {} : { organization }),
    ...(organizationIdentifier === undefined ? {} : { organizationIdentifier }),
  };
}
