import { PkiError } from '../../../pki/errors.js';
import { MAX_SEAL_BYTES } from '../../domain/seal-verification/report.js';
import { CliError } from '../cli-error.js';
import { readBytes } from '../files.js';

/** Throws NOT_A_SEAL for what is too large to be one. */
export async function readSealFile(path: string): Promise<Uint8Array> {
  const bytes = await readBytes(path, MAX_SEAL_BYTES);
  if (bytes.length > MAX_SEAL_BYTES) throw new CliError('NOT_A_SEAL', `${path}: above ${MAX_SEAL_BYTES} bytes`);
  return Uint8Array.from(bytes);
}

/** Runs a reader of the file's bytes; what it refuses is a file that cannot be read, not a verdict. */
export function readingSeal<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new CliError('NOT_A_SEAL', `${path}: ${cause.code} (${cause.message})`, { cause });
  }
}
