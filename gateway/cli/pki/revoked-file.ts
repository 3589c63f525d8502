import { z } from 'zod';
import { CRL_REASONS } from '../../../pki/crl/reasons.js';
import type { RevokedCertificate } from '../../../pki/crl/write-entries.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { CliError } from '../cli-error.js';
import { readBytes } from '../files.js';

const LIMIT = 64 * 1_048_576;

const time = z.string().transform((text, context) => {
  try {
    return parseTime(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not a time' });
    return z.NEVER;
  }
});
const line = z.strictObject({
  serialNumber: z.string().regex(/^(?:[0-9a-f]{2}){1,20}$/),
  revokedAt: time,
  reason: z.exactOptional(z.enum(CRL_REASONS.filter((reason) => reason !== undefined))),
  invalidAt: z.exactOptional(time),
});

/** Revocations as JSON lines: `serialNumber`, `revokedAt`, `reason`, `invalidAt`. Throws FILE_UNREADABLE with the line. */
export async function readRevokedFile(path: string): Promise<RevokedCertificate[]> {
  const bytes = await readBytes(path, LIMIT);
  if (bytes.length > LIMIT) throw new CliError('FILE_UNREADABLE', `${path}: more than ${LIMIT} bytes`);
  const lines = bytes.toString('utf8').split('\n');
  return lines.flatMap((text, at) => (text.trim() === '' ? [] : [readLine(text, `${path}: line ${at + 1}`)]));
}

function readLine(text: string, where: string): RevokedCertificate {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError('FILE_UNREADABLE', `${where}: no revocation`, { cause });
  }
}
