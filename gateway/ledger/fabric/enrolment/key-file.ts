import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../domain/errors.js';
import type { Enrolled } from './enrolment.js';

const IV_LENGTH = 12;
const TAG_LENGTH = 16;
const file = z.strictObject({
  format: z.literal('yinxin/fabric-key/v1'),
  certificate: z.string(),
  /** Base64url of IV, ciphertext and tag. */
  key: z.string(),
});

/** undefined where there is no file. Throws CONFIGURATION_INVALID for one that the key encryption key does not open. */
export async function readKeyFile(path: string, kek: Uint8Array): Promise<Enrolled | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const { format, certificate, key } = file.parse(JSON.parse(text));
    const bytes = Buffer.from(key, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', kek, bytes.subarray(0, IV_LENGTH), { authTagLength: TAG_LENGTH });
    decipher.setAAD(Buffer.from(`${format}\0${certificate}`));
    decipher.setAuthTag(bytes.subarray(-TAG_LENGTH));
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_LENGTH, -TAG_LENGTH)), decipher.final()]);
    return { certificatePem: certificate, keyPem: plain.toString() };
  } catch (cause) {
    throw new AppError('CONFIGURATION_INVALID', 'a key file of Fabric cannot be opened', { cause });
  }
}

/** Whole or not at all, readable by its owner alone. */
export async function writeKeyFile(path: string, kek: Uint8Array, { certificatePem, keyPem }: Enrolled): Promise<void> {
  const format = 'yinxin/fabric-key/v1';
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', kek, iv);
  cipher.setAAD(Buffer.from(`${format}\0${certificatePem}`));
  const bytes = Buffer.concat([iv, cipher.update(keyPem), cipher.final(), cipher.getAuthTag()]);
  const text = JSON.stringify({ format, certificate: certificatePem, key: bytes.toString('base64url') });
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
