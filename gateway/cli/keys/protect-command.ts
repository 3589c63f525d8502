import { PkiError } from '../../../pki/errors.js';
import { protectKek } from '../../../pki/signer/kek.js';
import { passphraseSeal } from '../../../pki/signer/kek-record.js';
import { AppError } from '../../domain/errors.js';
import { makeTokenKey, tokenSeal } from '../../keys/pkcs11/token-seal.js';
import { keyFolder, openKek, readPassphrase, tokenOptions } from '../../open-keys.js';
import { type KekConfig, readSignerConfig } from '../../signer-config.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';

export interface ProtectOptions {
  data: string;
  newPassphraseFile?: string;
}

/**
 * `yinxin keys protect`: keeps the key encryption key of a data folder under another passphrase or token. It is opened as SIGNER_KEK
 * says, or, where YINXIN_KEK_FILE names a file, read from there. The keys stay as they are.
 */
export async function protectCommand(options: ProtectOptions, terminal: Terminal): Promise<ExitStatus> {
  return judged(async () => {
    const { kek: wanted } = readSignerConfig(terminal.env);
    const file = terminal.env.YINXIN_KEK_FILE;
    const present: KekConfig = file === undefined ? wanted : { by: 'file', path: file };
    const seal = await sealOf(wanted, options.newPassphraseFile);
    const kek = await openKek(present, { dataFolder: options.data, create: false });
    try {
      await protectKek(keyFolder(options.data), kek, seal);
    } finally {
      kek.fill(0);
    }
    terminal.say(`kek.json: ${seal.protection.by}`);
    return 0;
  });
}

/** `yinxin keys make-token-key`: makes the AES key in the token that SIGNER_PKCS11_… names. */
export async function makeTokenKeyCommand(terminal: Terminal): Promise<ExitStatus> {
  return judged(async () => {
    const { kek } = readSignerConfig({ ...terminal.env, SIGNER_KEK: 'pkcs11' });
    if (kek.by === 'pkcs11') {
      await makeTokenKey(tokenOptions(kek));
      terminal.say(`made in the token: ${kek.label}`);
    }
    return 0;
  });
}

async function sealOf(wanted: KekConfig, newPassphraseFile: string | undefined) {
  if (newPassphraseFile !== undefined) return passphraseSeal(await readPassphrase(newPassphraseFile));
  switch (wanted.by) {
    case 'passphrase':
      return passphraseSeal(await readPassphrase(wanted.file));
    case 'pkcs11':
      return tokenSeal(tokenOptions(wanted));
    case 'file':
      throw new CliError('USAGE', 'SIGNER_KEK: passphrase or pkcs11, or --new-passphrase-file');
  }
}

async function judged(work: () => Promise<ExitStatus>): Promise<ExitStatus> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError || cause instanceof PkiError) {
      throw new CliError('USAGE', `${cause.code}: ${cause.message}`, { cause });
    }
    throw cause;
  }
}
