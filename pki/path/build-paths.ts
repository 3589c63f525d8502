import { isSameCertificate, type PathCertificate } from './certificate.js';
import { inheritsParameters } from './signatures.js';
import type { CandidatePath, CheckSignature } from './validate.js';

/** What building may cost: numbers, not seconds, so that an answer is the same on every machine. */
export const BUILD_LIMITS = {
  /** Certificates of a path, the anchor left out. */
  depth: 24,
  /** Certificates tried as the next of a path. */
  steps: 4_000,
  /** Whole paths that are validated. */
  paths: 256,
} as const;

export interface BuildBudget {
  steps: number;
  paths: number;
}

export interface Pool {
  readonly anchors: readonly PathCertificate[];
  readonly intermediates: readonly PathCertificate[];
}

export interface BuildRules {
  readonly at: number;
  readonly checkSignature: CheckSignature;
  readonly budget: BuildBudget;
  /** Takes paths over signatures that do not hold as well: only to say what is wrong with them. */
  readonly withBadSignatures: boolean;
}

/**
 * Paths from a target to the anchors by RFC 4158, the most promising first and always in the same order: by names; then issuers whose
 * key identifier is the one asked for, who are CAs and valid; then by their place in the input. No certificate stands twice in a path, nor
 * one name with one key, so that rings of cross certificates end.
 */
export function* buildPaths(target: PathCertificate, pool: Pool, rules: BuildRules): Generator<CandidatePath> {
  yield* extend([target], pool, rules);
}

function* extend(path: readonly PathCertificate[], pool: Pool, rules: BuildRules): Generator<CandidatePath> {
  const last = path.at(-1);
  if (last === undefined || path.length > BUILD_LIMITS.depth) return;
  for (const { issuer, isAnchor } of candidates(last, pool, rules.at)) {
    if (rules.budget.steps <= 0 || rules.budget.paths <= 0) return;
    rules.budget.steps -= 1;
    if (path.some((each) => isRepeated(each, issuer))) continue;
    if (!rules.withBadSignatures && isKnownBad(last, issuer, rules.checkSignature)) continue;
    if (isAnchor) {
      rules.budget.paths -= 1;
      yield { certificates: path, anchor: issuer };
    } else {
      yield* extend([...path, issuer], pool, rules);
    }
  }
}

/** The same certificate, or the same entity with the same key (RFC 4158 §2.4.2). */
function isRepeated(a: PathCertificate, b: PathCertificate): boolean {
  if (isSameCertificate(a, b)) return true;
  return a.subject.key === b.subject.key && Buffer.compare(a.publicKey.spki, b.publicKey.spki) === 0;
}

/** A key that inherits its parameters is known with its whole path only. */
function isKnownBad(certificate: PathCertificate, issuer: PathCertificate, checkSignature: CheckSignature): boolean {
  return !inheritsParameters(issuer.publicKey) && checkSignature(certificate, issuer.publicKey) !== undefined;
}

interface Candidate {
  readonly issuer: PathCertificate;
  readonly isAnchor: boolean;
}

function candidates(certificate: PathCertificate, { anchors, intermediates }: Pool, at: number): Candidate[] {
  const named = ({ subject }: PathCertificate) => subject.key === certificate.issuer.key;
  const all: Candidate[] = [
    ...anchors.filter(named).map((issuer) => ({ issuer, isAnchor: true })),
    // An anchor among the intermediates is trusted already.
    ...intermediates
      .filter((each) => named(each) && !anchors.some((anchor) => isSameCertificate(anchor, each)))
      .map((issuer) => ({ issuer, isAnchor: false })),
  ];
  return all
    .map((candidate, place) => ({ candidate, place, rank: rankOf(certificate, candidate, at) }))
    .sort((a, b) => b.rank - a.rank || a.place - b.place)
    .map(({ candidate }) => candidate);
}

function rankOf(certificate: PathCertificate, { issuer, isAnchor }: Candidate, at: number): number {
  let rank = 0;
  const aki = certificate.authorityKeyIdentifier;
  if (aki?.keyId !== undefined && issuer.subjectKeyId !== undefined)
    rank += aki.keyId === issuer.subjectKeyId ? 16 : -16;
  if (aki?.serialNumber !== undefined) rank += aki.serialNumber === issuer.serialNumber ? 4 : -4;
  if (isAnchor) rank += 8;
  if (issuer.basicConstraints?.cA === true) rank += 2;
  if (issuer.keyUsage?.has('keyCertSign') === false) rank -= 2;
  if (at >= issuer.notBefore && at <= issuer.notAfter) rank += 1;
  return rank;
}
