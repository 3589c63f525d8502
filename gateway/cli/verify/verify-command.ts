import { assertSm2Works } from '../../../pki/sm2/self-test.js';
import { MAX_EVIDENCE_BYTES } from '../../domain/evidence/read-evidence.js';
import { MAX_TRUST_BYTES, readTrust } from '../../domain/trust/read-trust.js';
import type { Verdict } from '../../domain/verification/report.js';
import { createVerifier } from '../../domain/verification/verify.js';
import type { ExitStatus } from '../cli-error.js';
import { readBytes, requireJson } from '../files.js';
import { languageOf } from '../language.js';
import type { Terminal } from '../terminal.js';
import { describeReport } from './describe-report.js';
import { readQuestion, type VerifyOptions } from './options.js';

const STATUS: Readonly<Record<Verdict, ExitStatus>> = { valid: 0, invalid: 1, indeterminate: 2 };

/** `yinxin verify`: reads two files, asks nobody, and ends with the verdict as its status. */
export async function verifyCommand(file: string, options: VerifyOptions, terminal: Terminal): Promise<ExitStatus> {
  // An engine without SM2 would call every good signature bad.
  assertSm2Works();
  const { network, ...question } = readQuestion(options, terminal);
  const trustBytes = await readJson(options.trust, MAX_TRUST_BYTES);
  const evidence = await readJson(file, MAX_EVIDENCE_BYTES);
  const trust = readTrust(trustBytes, network === undefined ? {} : { pin: { network } });
  const report = createVerifier().verifyEvidence({ evidence, trust, ...question });
  if (options.json === true) terminal.write(`${JSON.stringify(report)}\n`);
  else for (const line of describeReport(report, languageOf(options.lang, terminal.env))) terminal.say(line);
  return STATUS[report.verdict];
}

/** What is longer than its format admits goes on as it is: that is a verdict, not a file that cannot be read. */
async function readJson(path: string, limit: number): Promise<Buffer> {
  const bytes = await readBytes(path, limit);
  if (bytes.length <= limit) requireJson(bytes, path);
  return bytes;
}
