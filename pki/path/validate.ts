import { OID } from '../der/oids.js';
import type { KeyUsage } from '../x509/extensions.js';
import type { AlgorithmPolicy } from './algorithms.js';
import { isSelfIssued, type PathCertificate, type SubjectPublicKey } from './certificate.js';
import type { Subtree } from './extensions.js';
import { finding, type PathFinding, type PathFindingCode } from './findings.js';
import { ALL_NAMES, constrained, MOST_COMPARISONS, type NameSpace, nameFindings } from './name-constraints.js';
import { PATH_OID } from './oids.js';
import { PolicyTree } from './policy-tree.js';
import { profileFindings } from './profile.js';
import { keyProblem, type SignatureProblem, type SignedBytes, workingKey } from './signatures.js';

/** The inputs of RFC 5280 §6.1.1 but path and anchor, and what is asked of the target beyond them. */
export interface ValidationPolicy {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly algorithms: AlgorithmPolicy;
  /** user-initial-policy-set; anyPolicy among them is all. */
  readonly initialPolicies: ReadonlySet<string>;
  readonly requireExplicitPolicy: boolean;
  readonly inhibitPolicyMapping: boolean;
  readonly inhibitAnyPolicy: boolean;
  readonly permittedSubtrees?: readonly Subtree[];
  readonly excludedSubtrees?: readonly Subtree[];
  /** Usages and purposes that the target must allow, all of them. */
  readonly keyUsages: readonly KeyUsage[];
  readonly extendedKeyUsages: readonly string[];
}

/** `signatureProblem`, or one that remembers its answers. */
export type CheckSignature = (signed: SignedBytes, key: SubjectPublicKey) => SignatureProblem | undefined;

export interface CandidatePath {
  /** The target first, then its issuer, and so on; the anchor is not among them. */
  readonly certificates: readonly PathCertificate[];
  readonly anchor: PathCertificate;
}

export interface ValidatedPath extends CandidatePath {
  readonly findings: readonly PathFinding[];
  /** Undefined stands for NULL. */
  readonly policyTree: PolicyTree | undefined;
  /** The key that each certificate is signed with, its DSA parameters inherited; by position, the anchor's last. */
  readonly signingKeys: readonly SubjectPublicKey[];
}

/**
 * Validates one path by RFC 5280 §6.1, revocation apart, and gives every finding. The anchor's own limits hold as RFC 5937 has it:
 * validity, cA, keyCertSign, path length, name constraints, critical extensions; a v1 anchor has none. Times count in whole seconds.
 */
export function validateCandidate(
  path: CandidatePath,
  policy: ValidationPolicy,
  checkSignature: CheckSignature,
): ValidatedPath {
  const { certificates, anchor } = path;
  const n = certificates.length;
  const findings: PathFinding[] = [];
  const budget = { left: MOST_COMPARISONS };
  const signingKeys: SubjectPublicKey[] = [anchor.publicKey];

  // §6.1.2
  let space: NameSpace = constrained(ALL_NAMES, {
    ...(policy.permittedSubtrees !== undefined && { permitted: policy.permittedSubtrees }),
    ...(policy.excludedSubtrees !== undefined && { excluded: policy.excludedSubtrees }),
  });
  let tree: PolicyTree | undefined = PolicyTree.initial();
  let explicitPolicy = policy.requireExplicitPolicy ? 0 : n + 1;
  let inhibitAny = policy.inhibitAnyPolicy ? 0 : n + 1;
  let policyMapping = policy.inhibitPolicyMapping ? 0 : n + 1;
  let maxPathLength = n;
  let issuer = anchor;
  let key = anchor.publicKey;

  findings.push(...anchorFindings(anchor, n, policy));
  if (anchor.nameConstraints !== undefined) space = constrained(space, anchor.nameConstraints);
  maxPathLength = Math.min(maxPathLength, anchor.basicConstraints?.pathLength ?? n);

  for (let i = 1; i <= n; i++) {
    const position = n - i;
    const certificate = certificates[position];
    if (certificate === undefined) throw new RangeError('a path with a hole');
    const report = (code: PathFindingCode, detail: string) => findings.push(finding(code, detail, { position }));
    const isFinal = i === n;
    const selfIssued = isSelfIssued(certificate);

    // §6.1.3 (a)
    if (certificate.issuer.key !== issuer.subject.key) {
      report('ISSUER_NAME_MISMATCH', 'the issuer name is not the subject of the next certificate');
    }
    const problem = checkSignature(certificate, key);
    if (problem !== undefined) report(problem.code, problem.detail);
    reportValidity(certificate, policy.at, report);
    findings.push(...profileFindings(certificate, position));
    for (const oid of certificate.unknownCriticalExtensions) {
      report('CRITICAL_EXTENSION_UNKNOWN', `critical extension ${oid} is not understood`);
    }
    const weak = keyProblem(certificate.publicKey, policy.algorithms);
    if (weak !== undefined && (isFinal || problem === undefined)) report('KEY_TOO_WEAK', weak);
    // (b), (c)
    if (!selfIssued || isFinal) findings.push(...nameFindings(certificate, space, position, budget));
    // (d), (e)
    const { policies } = certificate;
    const anyCounts = inhibitAny > 0 || (!isFinal && selfIssued);
    tree = policies === undefined ? undefined : tree?.withPolicies(policies, anyCounts);
    // (f)
    if (explicitPolicy === 0 && tree === undefined) {
      report('POLICY_REQUIRED', 'a policy is required, and none holds down to here');
    }

    const { policyConstraints } = certificate;
    if (isFinal) {
      // §6.1.5 (a), (b)
      if (explicitPolicy > 0) explicitPolicy -= 1;
      if (policyConstraints?.requireExplicitPolicy === 0) explicitPolicy = 0;
      break;
    }

    // §6.1.4 (a), (b)
    const { policyMappings } = certificate;
    if (policyMappings !== undefined) {
      if (policyMappings.some((each) => each.issuerDomainPolicy === ANY || each.subjectDomainPolicy === ANY)) {
        report('POLICY_MAPPING_ANY', 'anyPolicy is mapped');
      }
      tree = tree?.withMappings(policyMappings, policies ?? [], policyMapping > 0);
    }
    // (c) to (f)
    key = workingKey(certificate.publicKey, key);
    signingKeys.push(key);
    issuer = certificate;
    // (g)
    if (certificate.nameConstraints !== undefined) space = constrained(space, certificate.nameConstraints);
    // (h), (i), (j)
    if (!selfIssued) {
      if (explicitPolicy > 0) explicitPolicy -= 1;
      if (policyMapping > 0) policyMapping -= 1;
      if (inhibitAny > 0) inhibitAny -= 1;
    }
    explicitPolicy = Math.min(explicitPolicy, policyConstraints?.requireExplicitPolicy ?? explicitPolicy);
    policyMapping = Math.min(policyMapping, policyConstraints?.inhibitPolicyMapping ?? policyMapping);
    inhibitAny = Math.min(inhibitAny, certificate.inhibitAnyPolicy ?? inhibitAny);
    // (k)
    reportCa(certificate, report);
    // (l), (m)
    if (!selfIssued) {
      if (maxPathLength <= 0) report('PATH_TOO_LONG', 'more CA certificates than a path length constraint allows');
      else maxPathLength -= 1;
    }
    maxPathLength = Math.min(maxPathLength, certificate.basicConstraints?.pathLength ?? maxPathLength);
    reportPurposes(certificate, policy, report);
  }

  // §6.1.5 (g)
  const accepted = tree?.intersect(policy.initialPolicies);
  if (explicitPolicy === 0 && accepted === undefined && !findings.some(({ code }) => code === 'POLICY_REQUIRED')) {
    findings.push(finding('POLICY_NOT_ACCEPTED', 'the path has no policy that is required and accepted'));
  }
  findings.push(...targetFindings(certificates[0], policy));
  return { ...path, findings, policyTree: accepted, signingKeys: signingKeys.reverse() };
}

const ANY = PATH_OID.anyPolicy;

type Report = (code: PathFindingCode, detail: string) => void;

function anchorFindings(anchor: PathCertificate, position: number, policy: ValidationPolicy): PathFinding[] {
  const findings: PathFinding[] = [];
  const report = (code: PathFindingCode, detail: string) => findings.push(finding(code, detail, { position }));
  reportValidity(anchor, policy.at, report);
  if (anchor.version === 3) reportCa(anchor, report);
  for (const oid of anchor.unknownCriticalExtensions) {
    report('CRITICAL_EXTENSION_UNKNOWN', `critical extension ${oid} is not understood`);
  }
  reportPurposes(anchor, policy, report);
  return [...findings, ...profileFindings(anchor, position, true)];
}

function reportValidity({ notBefore, notAfter }: PathCertificate, at: number, report: Report): void {
  // Certificates know whole seconds; a fraction of the last one still belongs to it.
  const second = Math.floor(at / 1000) * 1000;
  if (second < notBefore) report('NOT_YET_VALID', `valid from ${iso(notBefore)}`);
  if (second > notAfter) report('EXPIRED', `valid until ${iso(notAfter)}`);
}

/** §6.1.4 (k), (n). */
function reportCa({ version, basicConstraints, keyUsage }: PathCertificate, report: Report): void {
  if (version !== 3 || basicConstraints?.cA !== true) report('NOT_A_CA', 'basicConstraints do not say cA');
  if (keyUsage?.has('keyCertSign') === false) report('KEY_CERT_SIGN_ABSENT', 'keyUsage does not say keyCertSign');
}

/** A CA that is restricted to purposes vouches for no other. RFC 5280 leaves this open; every engine does so. */
function reportPurposes({ extendedKeyUsage }: PathCertificate, policy: ValidationPolicy, report: Report): void {
  const refused = missingPurposes(extendedKeyUsage, policy);
  if (refused.length > 0) {
    report('EXTENDED_KEY_USAGE_NOT_ALLOWED', `the CA is restricted to other purposes than ${refused.join(', ')}`);
  }
}

function missingPurposes(purposes: readonly string[] | undefined, policy: ValidationPolicy): string[] {
  if (purposes === undefined || purposes.includes(OID.anyExtendedKeyUsage)) return [];
  return policy.extendedKeyUsages.filter((each) => !purposes.includes(each));
}

function targetFindings(target: PathCertificate | undefined, policy: ValidationPolicy): PathFinding[] {
  const findings: PathFinding[] = [];
  const usages = policy.keyUsages.filter((each) => target?.keyUsage?.has(each) === false);
  if (usages.length > 0) {
    findings.push(finding('KEY_USAGE_NOT_ALLOWED', `keyUsage does not say ${usages.join(', ')}`, { position: 0 }));
  }
  const purposes = missingPurposes(target?.extendedKeyUsage, policy);
  if (purposes.length > 0) {
    const detail = `extendedKeyUsage does not say ${purposes.join(', ')}`;
    findings.push(finding('EXTENDED_KEY_USAGE_NOT_ALLOWED', detail, { position: 0 }));
  }
  return findings;
}

const iso = (at: number): string => new Date(at).toISOString();
