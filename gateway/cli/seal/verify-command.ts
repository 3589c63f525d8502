import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parseTime } from '../../../pki/encoding/times.js';
import { createPathTrust, type PathTrustMaterial } from '../../../pki/ses/verdict/path-trust.js';
import { NO_TRUST, type SesPolicy, STRICT_POLICY, TOLERANT_POLICY } from '../../../pki/ses/verdict/question.js';
import { assertSm2Works } from '../../../pki/sm2/self-test.js';
import { readSealTrust } from '../../domain/seal-verification/read-seal-trust.js';
import { verifySealFile } from '../../domain/seal-verification/report.js';
import { MAX_TRUST_BYTES } from '../../domain/trust/read-trust.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { readBytes } from '../files.js';
import { type Language, languageOf } from '../language.js';
import type { Terminal } from '../terminal.js';
import { readTime } from '../verify/options.js';
import { describeSealReport } from './describe-report.js';
import { readingSeal, readSealFile } from './read-seal-file.js';

export interface SealVerifyOptions {
  document?: string;
  trust?: string[];
  at?: string;
  strict?: boolean;
  revocation?: SesPolicy['revocation'];
  json?: boolean;
  lang?: Language;
}

const STATUS = { valid: 0, invalid: 1, indeterminate: 2 } as const satisfies Record<string, ExitStatus>;

/** `yinxin seal verify`: reads its files, asks nobody, and ends with the verdict as its status. */
export async function sealVerifyCommand(
  file: string,
  options: SealVerifyOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  // An engine without SM2 would call every good signature bad.
  assertSm2Works();
  const at = options.at === undefined ? terminal.now() : parseTime(readTime('--at', options.at));
  const bytes = await readSealFile(file);
  const material = await readTrustFiles(options.trust ?? [], terminal);
  const dataHash = options.document === undefined ? undefined : await sm3OfFile(options.document);
  const base = options.strict === true ? STRICT_POLICY : TOLERANT_POLICY;
  const policy =
    options.revocation === undefined || options.revocation === base.revocation
      ? base
      : { ...base, name: `${base.name}, revocation ${options.revocation}`, revocation: options.revocation };
  const trust = { ...NO_TRUST, ...createPathTrust(material, { revocation: policy.revocation }) };
  const report = readingSeal(file, () =>
    verifySealFile(bytes, { trust, policy, at, ...(dataHash !== undefined && { document: { dataHash } }) }),
  );
  if (options.json === true) terminal.write(`${JSON.stringify(report)}\n`);
  else for (const line of describeSealReport(report, languageOf(options.lang, terminal.env))) terminal.say(line);
  return STATUS[report.verdict];
}

/** A list that is refused or stale vouches for nobody: the verdict stays open, and the reason is noted. */
async function readTrustFiles(paths: readonly string[], terminal: Terminal): Promise<PathTrustMaterial> {
  const materials: PathTrustMaterial[] = [];
  for (const path of paths) {
    const result = readSealTrust(Uint8Array.from(await readBytes(path, MAX_TRUST_BYTES)), terminal.now());
    if (result.ok) {
      materials.push(result.material);
      if (result.passedOver > 0) terminal.note(`${path}: ${result.passedOver} entries that cannot be used`);
    } else if (result.code === 'TRUST_UNREADABLE') {
      throw new CliError('TRUST_UNREADABLE', `${path}: ${result.detail}`);
    } else {
      terminal.note(`${result.code}: ${path}: ${result.detail}`);
    }
  }
  return {
    anchors: materials.flatMap(({ anchors }) => anchors),
    intermediates: materials.flatMap(({ intermediates }) => intermediates),
    crls: materials.flatMap(({ crls }) => crls),
  };
}

async function sm3OfFile(path: string): Promise<Uint8Array> {
  const hasher = createHash('sm3');
  try {
    for await (const chunk of createReadStream(path)) hasher.update(chunk);
  } catch (cause) {
    throw new CliError('FILE_UNREADABLE', `${path}: cannot be read`, { cause });
  }
  return Uint8Array.from(hasher.digest());
}
