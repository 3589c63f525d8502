import { CliError } from '../cli-error.js';
import { readBytes, writeAtomically } from '../files.js';

const LIMIT = 1_048_576;

export type PemLabel = 'CERTIFICATE' | 'CERTIFICATE REQUEST' | 'X509 CRL';

/** DER of a file that holds DER, or one PEM block of this label (RFC 7468). Throws FILE_UNREADABLE. */
export async function readDerFile(path: string, label?: PemLabel, limit = LIMIT): Promise<Uint8Array> {
  const bytes = await readBytes(path, limit);
  if (bytes.length > limit) throw new CliError('FILE_UNREADABLE', `${path}: more than ${limit} bytes`);
  if (label === undefined || bytes[0] === 0x30) return new Uint8Array(bytes);
  const block = new RegExp(`^-----BEGIN ${label}-----\\s+([A-Za-z0-9+/=\\s]+)-----END ${label}-----\\s*$`);
  const base64 = block.exec(bytes.toString('latin1'))?.[1];
  if (base64 === undefined) throw new CliError('FILE_UNREADABLE', `${path}: neither DER nor one PEM block ${label}`);
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

export async function writePemFile(path: string, label: PemLabel, der: Uint8Array): Promise<void> {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  await writeAtomically(path, `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`);
}
