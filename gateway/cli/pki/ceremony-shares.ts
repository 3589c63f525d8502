import { join } from 'node:path';
import { PkiError } from '../../../pki/errors.js';
import { joinShares, openShare } from '../../../pki/signer/split-kek.js';
import { CliError } from '../cli-error.js';
import { readPassphrase } from './passphrase.js';

export const SHARE_FILES = ['share-1.json', 'share-2.json'] as const;

/** The key encryption key of a ceremony, from both its holders. Throws USAGE where one of them is not there or mistypes. */
export async function joinCeremonyShares(
  folder: string,
  passphraseFiles: readonly string[] | undefined,
  read: (path: string) => Promise<Buffer>,
): Promise<Uint8Array> {
  if (passphraseFiles !== undefined && passphraseFiles.length !== SHARE_FILES.length) {
    throw new CliError('USAGE', '--passphrase-files: one for each of the two holders');
  }
  const opened: Uint8Array[] = [];
  try {
    for (const [at, file] of SHARE_FILES.entries()) {
      const text = await read(join(folder, file));
      const passphrase = await readPassphrase(`holder ${at + 1}`, passphraseFiles?.[at]);
      const { share, label } = await openShare(text, passphrase);
      opened.push(share);
      if (label.number !== at + 1) throw new CliError('USAGE', `${file} is the other share`);
    }
    const [first, second] = opened;
    if (first === undefined || second === undefined) throw new TypeError('two shares were opened');
    return joinShares(first, second);
  } catch (cause) {
    if (cause instanceof PkiError) throw new CliError('USAGE', cause.message, { cause });
    throw cause;
  } finally {
    for (const share of opened) share.fill(0);
  }
}
