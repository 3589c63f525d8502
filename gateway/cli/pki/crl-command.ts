import { buildCrl } from '../../../pki/crl/build-crl.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';
import { asUsage, readCa } from './ca-command.js';
import { readCount } from './numbers.js';
import { openSigner, type SignerOptions } from './open-signer.js';
import { writePemFile } from './pem.js';
import { readRevokedFile } from './revoked-file.js';

export interface CrlOptions extends SignerOptions {
  ca: string;
  number: string;
  base?: string;
  revoked?: string;
  days: string;
  out: string;
}

const DAY_MS = 24 * 3600_000;

/** `yinxin pki crl`: a full list, or with `--base` a delta list, over a file of revocations. */
export async function crlCommand(options: CrlOptions, terminal: Terminal): Promise<ExitStatus> {
  const ca = await readCa(options.ca);
  const revoked = options.revoked === undefined ? [] : await readRevokedFile(options.revoked);
  const signer = await openSigner(options, terminal);
  if (!Buffer.from(ca.publicKey.point).equals(signer.publicKey)) {
    throw new CliError('USAGE', `${options.ca}: the certificate of another key`);
  }
  const thisUpdate = terminal.now();
  const der = await asUsage(options.revoked ?? '--number', () =>
    buildCrl({
      issuer: { subjectDer: ca.subjectDer, subjectKeyId: ca.subjectKeyId ?? '' },
      number: readCount('--number', options.number),
      ...(options.base === undefined ? {} : { baseNumber: readCount('--base', options.base) }),
      thisUpdate,
      nextUpdate: thisUpdate + readCount('--days', options.days) * DAY_MS,
      revoked,
      sign: (tbs) => signer.sign('crl', tbs),
    }),
  )(undefined);
  await writePemFile(options.out, 'X509 CRL', der);
  return 0;
}
