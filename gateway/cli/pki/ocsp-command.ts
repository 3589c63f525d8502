import { createOcspResponder } from '../../../pki/ocsp/responder.js';
import type { CertificateStatus } from '../../../pki/ocsp/response.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { readBytes, writeAtomically } from '../files.js';
import type { Terminal } from '../terminal.js';
import { readCa, readCertificate } from './ca-command.js';
import { readCount } from './numbers.js';
import { openSigner, type SignerOptions } from './open-signer.js';
import { readDerFile } from './pem.js';
import { readRevokedFile } from './revoked-file.js';

export interface OcspOptions extends SignerOptions {
  ca: string;
  responder: string;
  issued: string;
  revoked?: string;
  request: string;
  minutes: string;
  out: string;
}

const LARGEST_LIST = 64 * 1_048_576;

/** `yinxin pki ocsp`: answers a request from two files, the serial numbers issued and the revocations. */
export async function ocspCommand(options: OcspOptions, terminal: Terminal): Promise<ExitStatus> {
  const responder = await readCertificate(options.responder);
  const issued = new Set((await readBytes(options.issued, LARGEST_LIST)).toString('latin1').split(/\s+/));
  const revoked = new Map(
    (options.revoked === undefined ? [] : await readRevokedFile(options.revoked)).map((each) => [
      each.serialNumber,
      each,
    ]),
  );
  const signer = await openSigner(options, terminal);
  if (!Buffer.from(responder.publicKey.point).equals(signer.publicKey)) {
    throw new CliError('USAGE', `${options.responder}: the certificate of another key`);
  }
  const { answer } = createOcspResponder({
    issuer: await readCa(options.ca),
    responder,
    statusOf: async (serialNumber): Promise<CertificateStatus> => {
      const found = revoked.get(serialNumber);
      if (found !== undefined) return { state: 'revoked', ...found };
      return { state: issued.has(serialNumber) ? 'good' : 'unknown' };
    },
    now: () => terminal.now(),
    validFor: readCount('--minutes', options.minutes) * 60_000,
    sign: (tbs) => signer.sign('ocsp-response', tbs),
  });
  await writeAtomically(options.out, (await answer(await readDerFile(options.request))).der);
  return 0;
}
