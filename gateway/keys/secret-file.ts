import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../domain/errors.js';

const LENGTH = 32;

/** A secret of 32 bytes outside the database. `create`: makes it where it is missing, which is for development. */
export async function readSecretFile(path: string, options: { create: boolean }): Promise<Uint8Array> {
  try {
    if (options.create) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, randomBytes(LENGTH), { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
        if (Reflect.get(Object(error), 'code') !== 'EEXIST') throw error;
      });
      await chmod(path, 0o600);
    }
    const bytes = await readFile(path);
    if (bytes.length !== LENGTH) throw new AppError('CONFIGURATION_INVALID', `a secret file holds ${LENGTH} bytes`);
    return bytes;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('CONFIGURATION_INVALID', 'a secret file cannot be read', { cause });
  }
}
