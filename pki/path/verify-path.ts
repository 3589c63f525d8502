import type { CertificateList } from '../crl/read-crl.js';
import type { BasicOcspResponse } from '../ocsp/read-response.js';
import { BUILD_LIMITS, buildPaths, type Pool } from './build-paths.js';
import { isSameCertificate, type PathCertificate, type SubjectPublicKey } from './certificate.js';
import { createDeviations, type DeviationCode } from './deviations.js';
import { finding, type PathFinding, type PathVerdict, verdictOf } from './findings.js';
import { PATH_OID } from './oids.js';
import { profileDeviations } from './profile.js';
import { type CheckRevocation, createRevocationCheck } from './revocation.js';
import { type SignatureProblem, type SignedBytes, signatureProblem } from './signatures.js';
import type { CertificateStatus } from './status.js';
import {
  type CandidatePath,
  type CheckSignature,
  type ValidatedPath,
  type ValidationPolicy,
  validateCandidate,
} from './validate.js';

/** `off`: not looked at. `soft`: what is not known does no harm. `required`: what is not known leaves the verdict open. */
export type RevocationMode = 'off' | 'soft' | 'required';

export interface PathQuestion {
  readonly target: PathCertificate;
  readonly anchors: readonly PathCertificate[];
  readonly intermediates: readonly PathCertificate[];
  readonly crls: readonly CertificateList[];
  readonly ocspResponses: readonly BasicOcspResponse[];
  readonly revocation: RevocationMode;
  readonly policy: ValidationPolicy;
}

export interface PathAnswer {
  readonly verdict: PathVerdict;
  /** The path that the answer is about: the best one; undefined where there is none. */
  readonly path: ValidatedPath | undefined;
  readonly findings: readonly PathFinding[];
  /** By position, of all certificates but the anchor; empty where revocation was not looked at. */
  readonly statuses: readonly CertificateStatus[];
  /** What of the path's certificates breaks a rule without breaking the path. */
  readonly deviations: readonly { readonly position?: number; readonly code: DeviationCode }[];
}

/** Signatures that one answer may cost, those of lists and answers included. */
export const MOST_SIGNATURES = 1_000;

/**
 * Finds and validates a path from a certificate to an anchor: RFC 5280 §6, RFC 4158. Pure: certificates, lists, answers, policy and time
 * are all the caller's. Whether an answer is the same does not depend on the machine; what it costs is bounded by numbers.
 */
export function verifyPath(question: PathQuestion): PathAnswer {
  const { target, anchors, intermediates, policy } = question;
  if (anchors.length === 0) return noPath([finding('TRUST_ANCHORS_ABSENT', 'no trust anchor is given')]);
  const pool: Pool = { anchors, intermediates };
  const checkSignature = rememberingSignatures(policy);
  const noted = createDeviations();
  const budget = { steps: BUILD_LIMITS.steps, paths: BUILD_LIMITS.paths };
  const isGivenUp = () => checkSignature.isSpent() || budget.steps <= 0 || budget.paths <= 0;
  const checkRevocation =
    question.revocation === 'off'
      ? undefined
      : createRevocationCheck(question, {
          at: policy.at,
          signersMayBeUnknown: question.revocation === 'soft',
          checkSignature: checkSignature.check,
          findPath: (signer, anchor) =>
            findSignerPath(signer, { anchors: [anchor], intermediates }, policy, checkSignature.check),
          note: noted.note,
        });

  let best: Judged | undefined;
  for (const withBadSignatures of [false, true]) {
    const rules = { at: policy.at, checkSignature: checkSignature.check, budget, withBadSignatures };
    for (const candidate of buildPaths(target, pool, rules)) {
      const judged = judge(candidate, question, checkSignature.check, checkRevocation);
      if (best === undefined || compare(judged, best) < 0) best = judged;
      if (judged.findings.length === 0) break;
      // Of paths over bad signatures the first one says enough.
      if (withBadSignatures) break;
    }
    if (best !== undefined) break;
  }
  if (best === undefined) {
    if (isGivenUp()) return noPath([finding('LIMIT_EXCEEDED', 'the search for a path was given up')]);
    const isAnchor = anchors.some((anchor) => isSameCertificate(anchor, target));
    return noPath([
      isAnchor
        ? finding('TARGET_IS_ANCHOR', 'the certificate is a trust anchor itself: there is no path to validate')
        : finding('PATH_NOT_FOUND', 'no chain of names and signatures leads to a trust anchor'),
    ]);
  }
  const findings = [...best.findings];
  if (findings.length > 0 && isGivenUp()) findings.push(finding('LIMIT_EXCEEDED', 'not every path was tried'));
  return {
    verdict: verdictOf(findings),
    path: best.path,
    findings,
    statuses: best.statuses,
    deviations: [...deviationsOf(best.path), ...[...noted.found].map((code) => ({ code }))],
  };
}

interface Judged {
  readonly path: ValidatedPath;
  readonly findings: readonly PathFinding[];
  readonly statuses: readonly CertificateStatus[];
}

function judge(
  candidate: CandidatePath,
  { policy, revocation }: PathQuestion,
  checkSignature: CheckSignature,
  checkRevocation: CheckRevocation | undefined,
): Judged {
  const path = validateCandidate(candidate, policy, checkSignature);
  // What does not hold by itself gets no better by lists; and a list is only as good as the path of its signer.
  if (checkRevocation === undefined || path.findings.length > 0) return { path, findings: path.findings, statuses: [] };
  const statuses = path.certificates.map((_, position) => checkRevocation(path, position));
  const findings = statuses.flatMap((status, position) => statusFindings(status, position, revocation));
  return { path, findings, statuses };
}

function statusFindings(status: CertificateStatus, position: number, revocation: RevocationMode): PathFinding[] {
  switch (status.state) {
    case 'good':
      return [];
    case 'revoked': {
      const { revokedAt, reason = 'unspecified' } = status;
      const detail = `revoked at ${new Date(revokedAt).toISOString()}: ${reason}`;
      return [finding('REVOKED', detail, { position, revokedAt, reason })];
    }
    case 'unknown':
      return revocation === 'required' ? [finding('REVOCATION_UNKNOWN', status.causes.join('; '), { position })] : [];
  }
}

const ORDER: Readonly<Record<PathVerdict, number>> = { valid: 0, indeterminate: 1, invalid: 2 };

/** Below 0 where `a` is the better path: its verdict, then how little is wrong with it, then which came first. */
function compare(a: Judged, b: Judged): number {
  return ORDER[verdictOf(a.findings)] - ORDER[verdictOf(b.findings)] || a.findings.length - b.findings.length;
}

/** RFC 5280 §6.3.3 (f): policies and names are the target's business; a signer's path needs to hold. */
function findSignerPath(
  signer: PathCertificate,
  pool: Pool,
  { at, algorithms }: ValidationPolicy,
  checkSignature: CheckSignature,
): ValidatedPath | undefined {
  const policy: ValidationPolicy = {
    at,
    algorithms,
    initialPolicies: new Set([PATH_OID.anyPolicy]),
    requireExplicitPolicy: false,
    inhibitPolicyMapping: false,
    inhibitAnyPolicy: false,
    keyUsages: [],
    extendedKeyUsages: [],
  };
  const budget = { steps: BUILD_LIMITS.steps / 10, paths: BUILD_LIMITS.paths / 10 };
  for (const candidate of buildPaths(signer, pool, { at, checkSignature, budget, withBadSignatures: false })) {
    const path = validateCandidate(candidate, policy, checkSignature);
    if (path.findings.length === 0) return path;
  }
  return undefined;
}

/** Each signature is checked once under each key; beyond the limit none holds. */
function rememberingSignatures({ algorithms }: ValidationPolicy): { check: CheckSignature; isSpent(): boolean } {
  const answers = new Map<Uint8Array, Map<string, SignatureProblem | undefined>>();
  let left = MOST_SIGNATURES;
  return {
    isSpent: () => left <= 0,
    check(signed: SignedBytes, key: SubjectPublicKey) {
      const byKey = answers.get(signed.tbs) ?? new Map<string, SignatureProblem | undefined>();
      answers.set(signed.tbs, byKey);
      const name = Buffer.from(key.spki.buffer, key.spki.byteOffset, key.spki.length).toString('latin1');
      if (byKey.has(name)) return byKey.get(name);
      if (left <= 0) return { code: 'SIGNATURE_INVALID', detail: 'not checked: too many signatures' };
      left -= 1;
      const problem = signatureProblem(signed, key, algorithms);
      byKey.set(name, problem);
      return problem;
    },
  };
}

function deviationsOf({ certificates, anchor }: ValidatedPath): { position: number; code: DeviationCode }[] {
  const found = certificates.flatMap((each, position) => profileDeviations(each).map((code) => ({ position, code })));
  for (const [position, each] of certificates.entries()) {
    const [wanted, has] = [each.authorityKeyIdentifier?.keyId, (certificates[position + 1] ?? anchor).subjectKeyId];
    if (wanted !== undefined && has !== undefined && wanted !== has)
      found.push({ position, code: 'KEY_IDENTIFIERS_DIFFER' });
  }
  return found;
}

function noPath(findings: readonly PathFinding[]): PathAnswer {
  return { verdict: verdictOf(findings), path: undefined, findings, statuses: [], deviations: [] };
}
