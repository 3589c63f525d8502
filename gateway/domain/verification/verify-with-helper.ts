import type { SignatureHelper } from '../ports/signature-helper.js';
import type { VerificationReport } from './report.js';
import type { Verifier, VerifyInput } from './verify.js';

/**
 * The report of `verifyEvidence`, with the attestation verified by the helper while the rest is judged here. The report is made
 * as if the attestation held, and only given out when the helper has said so; else it is made again with the helper's answer.
 */
export async function verifyWithHelper(
  verifier: Pick<Verifier, 'verifyEvidence'>,
  input: VerifyInput,
  helper: SignatureHelper,
): Promise<VerificationReport> {
  const answers: Promise<boolean>[] = [];
  const report = verifier.verifyEvidence({
    ...input,
    verifyAttestation: (...asked) => {
      answers.push(helper.verify(...asked));
      return true;
    },
  });
  const allHold = (await Promise.all(answers)).every((holds) => holds);
  return allHold ? report : verifier.verifyEvidence({ ...input, verifyAttestation: () => false });
}
