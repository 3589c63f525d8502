import { formatTime } from '../../encoding/times.js';
import { sm3 } from '../../sm3.js';
import type { SealSignature } from '../seal-signature.js';
import { signerInList } from '../signer-list.js';
import { about, type CheckResult, conclude, failed, notNeeded, passed, unknown, warning } from './check.js';
import { judgeSealUsedAt, revocationUnknown, type SealVerdict, type SesQuestion } from './judge-seal.js';
import {
  CLOCK_SKEW,
  chainOf,
  isWithin,
  judgeAlgorithm,
  judgeChain,
  judgeCritical,
  judgeFormat,
  judgeKeyUsage,
  judgeSignature,
  judgeToken,
} from './parts.js';
import type { SesCertificate, SesPolicy, TokenAnswer } from './question.js';

export interface SealSignatureQuestion extends SesQuestion {
  /** What the verifier holds it against; without it the verdict stays open. */
  readonly document?: ExpectedDocument;
}

export interface ExpectedDocument {
  /** SM3 of the document, as the verifier computed it. */
  readonly dataHash: Uint8Array;
  /** What the signature must say that it covers; not compared unless given. */
  readonly propertyInfo?: string;
}

/** The signing time that a verdict goes by. */
export interface SigningTime {
  readonly at: number;
  /** `declared`: the signer's own word. `timestamp`: he declares none in v1, and it is the token's. */
  readonly basis: 'declared' | 'timestamp';
  /** By then the signature was there: the time of a token that is valid. */
  readonly provenBy?: number;
}

export interface SealSignatureVerdict extends SealVerdict {
  readonly signingTime?: SigningTime;
}

/**
 * Judges a seal signature with the seal in it: GM/T 0031-2014 and GB/T 38540-2020 (signature verification), GM/T 0031-2025 for
 * v5. Signer and seal are judged at the signing time. That time is the signer's word unless a timestamp token bears it out: a
 * certificate revoked later than the declared time, yet before any proof of it, leaves the verdict open.
 *
 * Pure: bytes, trust, policy and time in, all checks out. Never throws for what the signature holds.
 */
export function judgeSealSignature(signature: SealSignature, question: SealSignatureQuestion): SealSignatureVerdict {
  const { trust, policy, at, document } = question;
  const { signerCertificateDer, signedAt } = signature;
  const signer = trust.read(signerCertificateDer);
  const token =
    signature.timestamp === undefined ? undefined : trust.verifyToken(signature.timestamp, signature.signature.value);
  const signingTime = signingTimeOf(signedAt, token);
  const chain = signer && chainOf(trust, signerCertificateDer, signer, signingTime?.at ?? at);
  const seal = judgeSealUsedAt(signature.seal, question, signingTime?.at, 'in signature');
  const checks = [
    ...about('signature', [
      judgeVersion(signature, policy),
      judgeSignature('SES-SIG', signer, signature.algorithm, signature.toSign, signature.signature),
      judgeSignerInList(signature),
      judgeChain('SIGNER-CHAIN', chain),
      judgeSignerRevocation(signature, question, signingTime, token),
      judgeKeyUsage('SIGNER-KU', signer),
      judgeDocument(signature, document),
      judgeTimeInCertificate(signer, chain?.outcome === 'trusted', signingTime, at),
      judgeTimeInSeal(signature, seal.vouched, signingTime),
      token === undefined ? notNeeded('TSA-TOKEN', 'TIMESTAMP_ABSENT') : judgeToken(token, signedAt),
      judgeAlgorithm(signature.algorithm, policy),
      judgeCritical(signature.extensions, policy),
    ]),
    ...seal.checks,
  ];
  return { verdict: conclude(checks), checks, ...(signingTime !== undefined && { signingTime }) };
}

function signingTimeOf(declared: number | undefined, token: TokenAnswer | undefined): SigningTime | undefined {
  const stamped = token?.outcome === 'valid' ? token.time : undefined;
  const proof = stamped === undefined ? {} : { provenBy: stamped };
  if (declared !== undefined) return { at: declared, basis: 'declared', ...proof };
  return stamped === undefined ? undefined : { at: stamped, basis: 'timestamp', ...proof };
}

/** From v4 on, the signed part states the seal's version; v1 leaves its meaning open. */
function judgeVersion(signature: SealSignature, policy: SesPolicy): CheckResult {
  const { version, statedVersion, deviations } = signature;
  return version !== 1 && statedVersion !== version
    ? failed('SES-FMT', 'FORMAT_VERSION_MISMATCH', { sealVersion: version, statedVersion })
    : judgeFormat(deviations, policy);
}

/** Certificates are compared as bytes, digests as SM3; an SM3 that matches does so whatever its maker calls it. */
function judgeSignerInList({ seal, signerCertificateDer }: SealSignature): CheckResult {
  const { signers } = seal;
  const evidence = { list: signers.type };
  switch (signerInList(signers, signerCertificateDer)) {
    case 'yes':
      return passed('SIGNER-IN-LIST', evidence);
    case 'no':
      return failed('SIGNER-IN-LIST', 'SIGNER_NOT_IN_LIST', evidence);
    case 'unknown': {
      const digest = sm3(signerCertificateDer);
      return signers.type === 'digests' && signers.digests.some(({ value }) => Buffer.compare(value, digest) === 0)
        ? passed('SIGNER-IN-LIST', evidence)
        : unknown('SIGNER-IN-LIST', 'SIGNER_LIST_NOT_COMPARABLE', evidence);
    }
  }
}

function judgeSignerRevocation(
  { signerCertificateDer }: SealSignature,
  { trust, policy, at }: SesQuestion,
  signingTime: SigningTime | undefined,
  token: TokenAnswer | undefined,
): CheckResult {
  const answer = trust.judgeRevocation(signerCertificateDer, at);
  if (answer.state === 'good') return passed('SIGNER-REVOC');
  if (answer.state === 'unknown') return revocationUnknown('SIGNER-REVOC', answer.reasons, policy);
  const evidence = { revokedAt: formatTime(answer.at), ...(answer.reason !== undefined && { reason: answer.reason }) };
  // A token proves that the signature was there before; the signer's word, perhaps a thief's by then, does not.
  if (token?.outcome === 'valid' && token.time + token.accuracy < answer.at) {
    return warning('SIGNER-REVOC', 'REVOKED_SINCE', { ...evidence, stampedAt: formatTime(token.time) });
  }
  if (signingTime === undefined) return unknown('SIGNER-REVOC', 'SIGNING_TIME_UNKNOWN', evidence);
  if (signingTime.at < answer.at) {
    return unknown('SIGNER-REVOC', 'REVOKED_AFTER_DECLARED_TIME', {
      ...evidence,
      declaredAt: formatTime(signingTime.at),
    });
  }
  return failed('SIGNER-REVOC', 'CERTIFICATE_REVOKED', evidence);
}

function judgeDocument(signature: SealSignature, expected: ExpectedDocument | undefined): CheckResult {
  const { propertyInfo } = signature;
  const evidence = { dataHash: Buffer.from(signature.dataHash).toString('hex'), propertyInfo };
  if (expected === undefined) return unknown('DATA-HASH', 'DOCUMENT_NOT_GIVEN', evidence);
  if (Buffer.compare(signature.dataHash, expected.dataHash) !== 0) {
    return failed('DATA-HASH', 'DATA_HASH_MISMATCH', {
      ...evidence,
      documentHash: Buffer.from(expected.dataHash).toString('hex'),
    });
  }
  if (expected.propertyInfo !== undefined && expected.propertyInfo !== propertyInfo) {
    return failed('DATA-HASH', 'PROPERTY_INFO_MISMATCH', { ...evidence, expected: expected.propertyInfo });
  }
  return passed('DATA-HASH', evidence);
}

function judgeTimeInCertificate(
  signer: SesCertificate | undefined,
  vouched: boolean,
  signingTime: SigningTime | undefined,
  at: number,
): CheckResult {
  if (signer === undefined) return unknown('TIME-IN-CERT', 'CERTIFICATE_UNREADABLE');
  if (signingTime === undefined) return unknown('TIME-IN-CERT', 'SIGNING_TIME_UNKNOWN');
  const evidence = {
    signedAt: formatTime(signingTime.at),
    ...basisOf(signingTime),
    notBefore: formatTime(signer.notBefore),
    notAfter: formatTime(signer.notAfter),
  };
  if (!isWithin(signingTime.at, signer.notBefore, signer.notAfter)) {
    // A validity that nobody vouches for is no evidence against the signature either.
    return (vouched ? failed : unknown)('TIME-IN-CERT', 'SIGNED_OUTSIDE_CERTIFICATE_VALIDITY', {
      ...evidence,
      vouched,
    });
  }
  if (signingTime.at > at + CLOCK_SKEW) return unknown('TIME-IN-CERT', 'SIGNED_AFTER_TIME_ASKED', evidence);
  // The table of the standards goes by the declared time; that it is no more than declared is said.
  return signingTime.provenBy !== undefined && isWithin(signingTime.provenBy, signer.notBefore, signer.notAfter)
    ? passed('TIME-IN-CERT', evidence)
    : warning('TIME-IN-CERT', 'SIGNING_TIME_DECLARED', evidence);
}

function basisOf({ basis, provenBy }: SigningTime): { basis: string; provenBy?: string } {
  return { basis, ...(provenBy !== undefined && { provenBy: formatTime(provenBy) }) };
}

function judgeTimeInSeal({ seal }: SealSignature, vouched: boolean, signingTime: SigningTime | undefined): CheckResult {
  if (signingTime === undefined) return unknown('TIME-IN-SEAL', 'SIGNING_TIME_UNKNOWN');
  const evidence = {
    signedAt: formatTime(signingTime.at),
    ...basisOf(signingTime),
    validFrom: formatTime(seal.validFrom),
    validTo: formatTime(seal.validTo),
  };
  if (isWithin(signingTime.at, seal.validFrom, seal.validTo)) return passed('TIME-IN-SEAL', evidence);
  return (vouched ? failed : unknown)('TIME-IN-SEAL', 'SIGNED_OUTSIDE_SEAL_PERIOD', { ...evidence, vouched });
}
