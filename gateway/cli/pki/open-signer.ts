import { join } from 'node:path';
import { PkiError } from '../../../pki/errors.js';
import { openFileKeyStore } from '../../../pki/signer/file-key-store.js';
import { kekFromPassphrase } from '../../../pki/signer/kek.js';
import type { Purpose } from '../../../pki/signer/purposes.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { CliError } from '../cli-error.js';
import { readBytes } from '../files.js';
import type { Terminal } from '../terminal.js';
import { readPassphrase } from './passphrase.js';

/** Where a key lies: in a folder under one passphrase, or in a ceremony's folder under two. */
export interface SignerOptions {
  keys?: string;
  passphraseFile?: string;
  ceremony?: string;
  passphraseFiles?: string[];
  key: string;
}

/** Throws USAGE for neither or both places, and for a key that is not there or does not open. */
export async function openSigner(options: SignerOptions, terminal: Terminal, purposes?: Purpose[]): Promise<Signer> {
  const kek = await openKek(options);
  try {
    const folder = options.keys ?? join(options.ceremony ?? '', 'keys');
    const store = await openFileKeyStore({ folder, kek, now: () => terminal.now() });
    try {
      return await store.signer(options.key);
    } catch (error) {
      // A ceremony's folder gets no other key than its root's.
      const mayMake = purposes !== undefined && options.keys !== undefined;
      if (!mayMake || !(error instanceof PkiError) || error.code !== 'KEY_NOT_FOUND') throw error;
      return await store.create(options.key, purposes);
    }
  } catch (cause) {
    if (cause instanceof PkiError) throw new CliError('USAGE', `${cause.code}: ${cause.message}`, { cause });
    throw cause;
  } finally {
    kek.fill(0);
  }
}

async function openKek({ keys, passphraseFile, ceremony, passphraseFiles }: SignerOptions): Promise<Uint8Array> {
  if ((keys === undefined) === (ceremony === undefined)) throw new CliError('USAGE', '--keys or --ceremony');
  if (keys !== undefined) return kekFromPassphrase(keys, await readPassphrase('holder of the keys', passphraseFile));
  const { joinCeremonyShares } = await import('./ceremony-shares.js');
  return joinCeremonyShares(ceremony ?? '', passphraseFiles, (path) => readBytes(path, 4096));
}
