import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeOnce } from '../../pki/signer/write-once.js';
import { AppError } from '../domain/errors.js';

const LENGTH = 32;

/** A secret of 32 bytes outside the database. `create`: makes it where it is missing, which is for development. */
export async function readSecretFile(path: string, options: { create: boolean }): Promise<Uint8Array> {
  try {
    if (options.create) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Whole or not at all: whoever starts at the same time reads it at once.
      await writeOnce(path, randomBytes(LENGTH));
    }
    const bytes = await readFile(path);
    if (bytes.length !== LENGTH) throw new AppError('CONFIGURATION_INVALID', `a secret file holds ${LENGTH} bytes`);
    return bytes;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('CONFIGURATION_INVALID', 'a secret file cannot be read', { cause });
  }
}
