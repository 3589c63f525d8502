import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { type CanonicalValue, canonicalBytes, canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { openFileKeyStore } from '../../../pki/signer/file-key-store.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { drawKekShares, sealShare } from '../../../pki/signer/split-kek.js';
import { writeOnce } from '../../../pki/signer/write-once.js';
import { assertSm2Works } from '../../../pki/sm2/self-test.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { buildCertificate } from '../../../pki/x509/build.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { readBytes } from '../files.js';
import type { Terminal } from '../terminal.js';
import { SHARE_FILES } from './ceremony-shares.js';
import { readPassphrase } from './passphrase.js';
import { writePemFile } from './pem.js';
import { publicKeySpki } from './public-key.js';

export interface CeremonyOptions {
  folder: string;
  organization: string;
  commonName: string;
  holders: string[];
  years: string;
  passphraseFiles?: string[];
}

export const ROOT_KEY = 'root';
const SHORTEST_PASSPHRASE = 12;
const YEAR_MS = 365 * 24 * 3600_000;

/**
 * `yinxin pki ceremony`: makes a root key that opens only with two passphrases, its certificate, and a protocol that the root
 * key signs. Into a folder that is not there yet: nothing is ever written over.
 */
export async function ceremonyCommand(options: CeremonyOptions, terminal: Terminal): Promise<ExitStatus> {
  const [first, second, third] = options.holders;
  if (first === undefined || second === undefined || third !== undefined || first === second) {
    throw new CliError('USAGE', '--holders: two people');
  }
  const years = /^[1-9]\d?$/.test(options.years) ? Number(options.years) : 0;
  if (years === 0 || years > 30) throw new CliError('USAGE', '--years: 1 to 30');
  assertSm2Works();
  const startedAt = terminal.now();
  const holders = [first, second] as const;
  const passphrases = await readTwo(holders, options.passphraseFiles);
  await mkdir(options.folder, { mode: 0o700 }).catch((cause: unknown) => {
    throw new CliError('FILE_UNWRITABLE', `${options.folder}: is there already, or cannot be made`, { cause });
  });

  const signer = await makeKey(options.folder, holders, passphrases, terminal);
  const der = await selfSigned(signer, options, startedAt, startedAt + years * YEAR_MS);
  await writePemFile(join(options.folder, 'root.cer'), 'CERTIFICATE', der);

  const protocol = await protocolOf({ folder: options.folder, holders, signer, der, startedAt, now: terminal.now() });
  const signature = encodeBase64url(await signer.sign('ceremony-protocol', canonicalBytes(protocol)));
  const file = join(options.folder, 'protocol.json');
  if (!(await writeOnce(file, canonicalJson({ protocol, signature })))) throw new CliError('FILE_UNWRITABLE', file);
  terminal.say(`root ${parseCertificate(der).fingerprint}`);
  terminal.say(`protocol ${sm3Hex(canonicalBytes(protocol))}`);
  return 0;
}

async function readTwo(
  holders: readonly [string, string],
  files: readonly string[] | undefined,
): Promise<readonly [string, string]> {
  if (files !== undefined && files.length !== 2) throw new CliError('USAGE', '--passphrase-files: one for each holder');
  const first = await readPassphrase(holders[0], files?.[0]);
  const second = await readPassphrase(holders[1], files?.[1]);
  for (const [at, passphrase] of [first, second].entries()) {
    if (passphrase.length < SHORTEST_PASSPHRASE) {
      throw new CliError('USAGE', `${holders[at]}: a passphrase has at least ${SHORTEST_PASSPHRASE} characters`);
    }
  }
  if (first === second) throw new CliError('USAGE', 'the two passphrases are the same: one of the holders knows both');
  return [first, second];
}

async function makeKey(
  folder: string,
  holders: readonly [string, string],
  passphrases: readonly [string, string],
  terminal: Terminal,
): Promise<Signer> {
  const { kek, shares } = drawKekShares();
  try {
    for (const at of [0, 1] as const) {
      const label = { number: at === 0 ? 1 : 2, holder: holders[at] } as const;
      await writeOnce(join(folder, SHARE_FILES[at]), await sealShare(shares[at], passphrases[at], label));
    }
    const store = await openFileKeyStore({ folder: join(folder, 'keys'), kek, now: () => terminal.now() });
    return await store.create(ROOT_KEY, ['certificate', 'crl', 'ceremony-protocol']);
  } finally {
    for (const secret of [kek, ...shares]) secret.fill(0);
  }
}

function selfSigned(
  signer: Signer,
  { organization, commonName }: CeremonyOptions,
  notBefore: number,
  notAfter: number,
): Promise<Uint8Array> {
  const serialNumber = new Uint8Array(randomBytes(16));
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  return buildCertificate({
    profile: 'root',
    subject: { organization, commonName },
    publicKeySpki: publicKeySpki(signer),
    issuer: 'self',
    notBefore,
    notAfter,
    serialNumber,
    sign: (tbs) => signer.sign('certificate', tbs),
  });
}

interface Held {
  folder: string;
  holders: readonly [string, string];
  signer: Signer;
  der: Uint8Array;
  startedAt: number;
  now: number;
}

/** Names every file by its SM3: whoever holds the protocol knows whether a share or the key record was exchanged since. */
async function protocolOf({ folder, holders, signer, der, startedAt, now }: Held): Promise<CanonicalValue> {
  const files: Record<string, string> = {};
  for (const name of [...SHARE_FILES, join('keys', `${ROOT_KEY}.key.json`)]) {
    files[name] = sm3Hex(await readBytes(join(folder, name), 16_384));
  }
  return {
    format: 'yinxin/ceremony-protocol/v1',
    startedAt: formatTime(startedAt),
    finishedAt: formatTime(now),
    holders: [...holders],
    selfTest: 'passed',
    publicKey: encodeBase64url(signer.publicKey),
    certificate: parseCertificate(der).fingerprint,
    files,
  };
}
