import { z } from 'zod';
import { AppError } from './domain/errors.js';

/** Where the keys are, and what the key encryption key of those in files is kept under. */
const environment = z.object({
  SIGNER: z.enum(['file', 'remote', 'sdf']).default('file'),
  SIGNER_KEK: z.enum(['file', 'passphrase', 'pkcs11']).default('file'),
  /** 32 bytes that the key store is encrypted under. */
  YINXIN_KEK_FILE: z.string().min(1).optional(),
  SIGNER_PASSPHRASE_FILE: z.string().min(1).optional(),
  /** Shared library of a PKCS #11 token. */
  SIGNER_PKCS11_MODULE: z.string().min(1).optional(),
  SIGNER_PKCS11_TOKEN: z.string().min(1).max(32).optional(),
  SIGNER_PKCS11_KEY: z
    .string()
    .regex(/^[\x20-\x7e]{1,64}$/)
    .default('yinxin-kek'),
  SIGNER_PKCS11_PIN_FILE: z.string().min(1).optional(),
  SIGNER_REMOTE_URL: z
    .url()
    .regex(/^https:\/\/[^/?#@]+\/?$/)
    .optional(),
  SIGNER_REMOTE_CERT_FILE: z.string().min(1).optional(),
  SIGNER_REMOTE_KEY_FILE: z.string().min(1).optional(),
  SIGNER_REMOTE_CA_FILE: z.string().min(1).optional(),
  SIGNER_REMOTE_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(10_000),
  /** Shared library with the interface of GM/T 0018. */
  SIGNER_SDF_MODULE: z.string().min(1).optional(),
  /** JSON: `{format: "yinxin/sdf-keys/v1", keys: [{keyId, index, purposes, passwordFile}]}`. */
  SIGNER_SDF_KEYS_FILE: z.string().min(1).optional(),
});

export type KekConfig =
  | { by: 'file'; path?: string }
  | { by: 'passphrase'; file: string }
  | { by: 'pkcs11'; module: string; token: string; label: string; pinFile: string };

export type SignerConfig =
  | { kind: 'file' }
  | { kind: 'remote'; url: string; certFile: string; keyFile: string; caFile: string; timeoutMs: number }
  | { kind: 'sdf'; module: string; keysFile: string };

/** Throws CONFIGURATION_INVALID, naming every variable that is wrong or missing and none of their values. */
export function readSignerConfig(env: NodeJS.ProcessEnv): { signer: SignerConfig; kek: KekConfig } {
  const read = environment.safeParse(env);
  if (!read.success) throw invalid(read.error.issues.map((issue) => String(issue.path[0])));
  const given = read.data;
  return { signer: signerOf(given), kek: kekOf(given) };
}

type Given = z.infer<typeof environment>;

function signerOf(given: Given): SignerConfig {
  switch (given.SIGNER) {
    case 'file':
      return { kind: 'file' };
    case 'remote': {
      const names = [
        'SIGNER_REMOTE_URL',
        'SIGNER_REMOTE_CERT_FILE',
        'SIGNER_REMOTE_KEY_FILE',
        'SIGNER_REMOTE_CA_FILE',
      ] as const;
      const [url, certFile, keyFile, caFile] = needed(given, names);
      return { kind: 'remote', url, certFile, keyFile, caFile, timeoutMs: given.SIGNER_REMOTE_TIMEOUT_MS };
    }
    case 'sdf': {
      const [module, keysFile] = needed(given, ['SIGNER_SDF_MODULE', 'SIGNER_SDF_KEYS_FILE']);
      return { kind: 'sdf', module, keysFile };
    }
  }
}

function kekOf(given: Given): KekConfig {
  switch (given.SIGNER_KEK) {
    case 'file':
      return { by: 'file', ...(given.YINXIN_KEK_FILE === undefined ? {} : { path: given.YINXIN_KEK_FILE }) };
    case 'passphrase': {
      const [file] = needed(given, ['SIGNER_PASSPHRASE_FILE']);
      return { by: 'passphrase', file };
    }
    case 'pkcs11': {
      const names = ['SIGNER_PKCS11_MODULE', 'SIGNER_PKCS11_TOKEN', 'SIGNER_PKCS11_PIN_FILE'] as const;
      const [module, token, pinFile] = needed(given, names);
      return { by: 'pkcs11', module, token, label: given.SIGNER_PKCS11_KEY, pinFile };
    }
  }
}

type TextName = { [Name in keyof Given]-?: string extends Given[Name] ? Name : never }[keyof Given];

function needed<const Names extends readonly TextName[]>(
  given: Given,
  names: Names,
): { readonly [At in keyof Names]: string } {
  const missing = names.filter((name) => given[name] === undefined);
  if (missing.length > 0) throw invalid(missing);
  return names.map((name) => given[name]) as { readonly [At in keyof Names]: string };
}

function invalid(all: readonly string[]): AppError {
  const names = [...new Set(all)];
  return new AppError('CONFIGURATION_INVALID', `not a valid configuration: ${names.join(', ')}`, {
    details: { names },
  });
}
