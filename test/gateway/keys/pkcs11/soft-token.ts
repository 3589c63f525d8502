import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TokenOptions } from '../../../../gateway/keys/pkcs11/token-seal.js';
import { isRequired } from '../../../support/required.js';

const MODULE = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
].find((path) => existsSync(path));
const PIN = '12345678';

export interface SoftToken {
  readonly options: TokenOptions;
  remove(): Promise<void>;
}

/** Where CI is set it must be there: making a token fails otherwise. */
export const hasSoftHsm = isRequired || MODULE !== undefined;

let folder: Promise<string> | undefined;
let made = 0;

/** A fresh token of SoftHSM. The module reads its settings once a process, so all tokens of a run share a folder. */
export async function makeSoftToken(): Promise<SoftToken> {
  if (MODULE === undefined) throw new Error('SoftHSM is not installed');
  folder ??= makeFolder();
  await folder;
  made += 1;
  const token = `token ${process.pid}-${made}`;
  await promisify(execFile)('softhsm2-util', [
    ...['--init-token', '--free', '--label', token],
    ...['--pin', PIN, '--so-pin', 'so-87654321'],
  ]);
  return {
    options: { module: MODULE, token, label: 'yinxin-kek', readPin: async () => Buffer.from(PIN) },
    remove: async () => {
      await promisify(execFile)('softhsm2-util', ['--delete-token', '--token', token]);
    },
  };
}

async function makeFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'yinxin-softhsm-'));
  await mkdir(join(path, 'tokens'));
  const conf = join(path, 'softhsm2.conf');
  await writeFile(
    conf,
    `directories.tokendir = ${join(path, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env.SOFTHSM2_CONF = conf;
  process.once('exit', () => void rm(path, { recursive: true, force: true }));
  return path;
}
