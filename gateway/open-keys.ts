import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openFileKeyStore } from '../pki/signer/file-key-store.js';
import { kekFromPassphrase, kekFromToken } from '../pki/signer/kek.js';
import { isPurpose } from '../pki/signer/purposes.js';
import { AppError } from './domain/errors.js';
import type { KeyStore } from './keys/key-ring.js';
import { type TokenOptions, tokenSeal } from './keys/pkcs11/token-seal.js';
import { openRemoteKeyStore } from './keys/remote/remote-key-store.js';
import { openSdfKeyStore, type SdfKey } from './keys/sdf/sdf-key-store.js';
import { readSecretFile } from './keys/secret-file.js';
import type { KekConfig, SignerConfig } from './signer-config.js';

const sdfKeys = z.strictObject({
  format: z.literal('yinxin/sdf-keys/v1'),
  keys: z.array(
    z.strictObject({
      keyId: z.string().regex(/^[a-z0-9._-]{1,64}$/),
      index: z.int().min(1).max(0xffff_ffff),
      purposes: z.array(z.string().refine(isPurpose)).min(1),
      passwordFile: z.string().min(1),
    }),
  ),
});

/** The key store that the configuration names. */
export async function openKeyStore(
  { signer, kek, dataFolder, create }: { signer: SignerConfig; kek: KekConfig; dataFolder: string; create: boolean },
  now: () => number,
): Promise<KeyStore & { close(): Promise<void> }> {
  switch (signer.kind) {
    case 'file': {
      const key = await openKek(kek, { dataFolder, create });
      const store = await openFileKeyStore({
        folder: keyFolder(dataFolder),
        kek: key,
        now,
        threadFor: ['ocsp-response'],
      });
      key.fill(0);
      return { create: store.create, signer: store.signer, close: store.close };
    }
    case 'remote': {
      const { url, timeoutMs } = signer;
      const store = openRemoteKeyStore({ url, timeoutMs, tls: await readTls(signer) });
      return { ...store, close: async () => store.close() };
    }
    case 'sdf':
      return openSdfKeyStore({ module: signer.module, keys: await readSdfKeys(signer.keysFile) });
  }
}

/** The key encryption key. `create`: makes the file of one where it is missing, which is for development. */
export async function openKek(
  kek: KekConfig,
  { dataFolder, create }: { dataFolder: string; create: boolean },
): Promise<Uint8Array> {
  switch (kek.by) {
    case 'file':
      return readSecretFile(kek.path ?? join(dataFolder, 'development.kek'), { create });
    case 'passphrase':
      return kekFromPassphrase(keyFolder(dataFolder), await readPassphrase(kek.file));
    case 'pkcs11':
      return kekFromToken(keyFolder(dataFolder), tokenSeal(tokenOptions(kek)));
  }
}

export const keyFolder = (dataFolder: string) => join(dataFolder, 'keys');

export function tokenOptions({ module, token, label, pinFile }: Extract<KekConfig, { by: 'pkcs11' }>): TokenOptions {
  return { module, token, label, readPin: () => readOneLine(pinFile) };
}

/** The first line of a file, which must be its only one. */
export async function readPassphrase(path: string): Promise<string> {
  return Buffer.from(await readOneLine(path)).toString('utf8');
}

/** PEM files of one end of mutual TLS. */
export async function readTls(files: { certFile: string; keyFile: string; caFile: string }) {
  const [cert, key, ca] = await Promise.all([files.certFile, files.keyFile, files.caFile].map(readSetting));
  return { cert: cert ?? Buffer.alloc(0), key: key ?? Buffer.alloc(0), ca: ca ?? Buffer.alloc(0) };
}

async function readOneLine(path: string): Promise<Uint8Array> {
  const bytes = await readSetting(path);
  const end = bytes.indexOf(0x0a);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end);
  if (line.length === 0 || (end >= 0 && end !== bytes.length - 1)) {
    throw new AppError('CONFIGURATION_INVALID', 'a file with a passphrase, PIN or access code is one line');
  }
  return line;
}

async function readSdfKeys(path: string): Promise<SdfKey[]> {
  const read = sdfKeys.safeParse(parsed(await readSetting(path)));
  if (!read.success) throw new AppError('CONFIGURATION_INVALID', 'SIGNER_SDF_KEYS_FILE: not yinxin/sdf-keys/v1');
  return read.data.keys.map(({ passwordFile, ...key }) => ({ ...key, readPassword: () => readOneLine(passwordFile) }));
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function readSetting(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AppError('CONFIGURATION_INVALID', 'a file that the configuration names cannot be read', { cause });
  }
}
