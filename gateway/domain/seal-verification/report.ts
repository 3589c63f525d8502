import { formatTime } from '../../../pki/encoding/times.js';
import { readSesObject, type SesObject } from '../../../pki/ses/read-file.js';
import type { JudgedCheck } from '../../../pki/ses/verdict/check.js';
import { judgeSeal, type SesQuestion } from '../../../pki/ses/verdict/judge-seal.js';
import {
  type ExpectedDocument,
  judgeSealSignature,
  type SealSignatureVerdict,
  type SigningTime,
} from '../../../pki/ses/verdict/judge-seal-signature.js';
import { sealFacts, signatureFacts } from './facts.js';
import type { SealInspection, SealReport } from './report-schema.js';

/** Seals hold pictures and lists of certificates; the largest of the field is a tenth of this. */
export const MAX_SEAL_BYTES = 4 * 1024 * 1024;

const MOST_EVIDENCE = 100;

export interface SealFileQuestion extends SesQuestion {
  readonly document?: ExpectedDocument;
}

/**
 * What a file with a seal or a seal signature says of itself, judged by nobody.
 *
 * @throws PkiError SEAL_MALFORMED, SEAL_SIGNATURE_MALFORMED
 */
export function inspectSealFile(der: Uint8Array): SealInspection {
  return { format: 'yinxin/seal-inspection/v1', ...factsOf(readSesObject(der)) };
}

/**
 * The same, with the verdict.
 *
 * @throws PkiError SEAL_MALFORMED, SEAL_SIGNATURE_MALFORMED
 */
export function verifySealFile(der: Uint8Array, question: SealFileQuestion): SealReport {
  const object = readSesObject(der);
  const judged: SealSignatureVerdict =
    object.kind === 'seal' ? judgeSeal(object.seal, question) : judgeSealSignature(object.signature, question);
  const { verdict, checks, signingTime } = judged;
  return {
    format: 'yinxin/seal-report/v1',
    verdict,
    at: formatTime(question.at),
    policy: question.policy.name,
    ...factsOf(object),
    ...(signingTime !== undefined && { signingTime: presentSigningTime(signingTime) }),
    checks: checks.map(presentCheck),
    codes: codesOf(checks, ({ outcome, required }) => outcome === 'failed' || (outcome === 'skipped' && required)),
    warnings: codesOf(checks, ({ outcome }) => outcome === 'warning'),
  };
}

function factsOf(object: SesObject): Pick<SealReport, 'kind' | 'signature' | 'seal'> {
  if (object.kind === 'seal') return { kind: 'seal', seal: sealFacts(object.seal) };
  const { signature } = object;
  return { kind: 'signature', signature: signatureFacts(signature), seal: sealFacts(signature.seal) };
}

function presentSigningTime({ at, basis, provenBy }: SigningTime): NonNullable<SealReport['signingTime']> {
  return { at: formatTime(at), basis, ...(provenBy !== undefined && { provenBy: formatTime(provenBy) }) };
}

function presentCheck({ id, part, outcome, code, required, evidence }: JudgedCheck): SealReport['checks'][number] {
  const shown = Object.entries(evidence).map(([name, value]) => [
    name,
    typeof value === 'object' ? value.slice(0, MOST_EVIDENCE) : value,
  ]);
  return { id, part, outcome, code, required, evidence: Object.fromEntries(shown) };
}

function codesOf(checks: readonly JudgedCheck[], choose: (check: JudgedCheck) => boolean): SealReport['codes'] {
  return [...new Set(checks.filter(choose).map(({ code }) => code))];
}
