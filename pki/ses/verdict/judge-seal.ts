import { formatTime } from '../../encoding/times.js';
import type { Seal } from '../seal.js';
import {
  about,
  type CheckResult,
  conclude,
  failed,
  type JudgedCheck,
  notNeeded,
  passed,
  unknown,
  type Verdict,
  warning,
} from './check.js';
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
import type { ChainAnswer, SesCertificate, SesPolicy, SesTrust } from './question.js';

export interface SesQuestion {
  readonly trust: SesTrust;
  readonly policy: SesPolicy;
  /** The time asked about, milliseconds since 1970. */
  readonly at: number;
}

export interface SealVerdict {
  readonly verdict: Verdict;
  readonly checks: readonly JudgedCheck[];
}

/** A seal's checks, and whether its maker has a path to an anchor: what nobody vouches for proves nothing of times. */
export interface JudgedSeal {
  readonly checks: readonly JudgedCheck[];
  readonly vouched: boolean;
}

/**
 * Judges a seal by itself at the time asked about: GM/T 0031-2014 and GB/T 38540-2020 (seal verification), GM/T 0031-2025 for v5.
 * Pure: bytes, trust, policy and time in, all checks out. Never throws for what the seal holds.
 */
export function judgeSeal(seal: Seal, question: SesQuestion): SealVerdict {
  const { checks } = judgeSealUsedAt(seal, question, question.at, 'alone');
  return { verdict: conclude(checks), checks };
}

/** The seal's part of a verdict. `usedAt` is the signing time, or the time asked about for a seal alone; undefined if unknown. */
export function judgeSealUsedAt(
  seal: Seal,
  question: SesQuestion,
  usedAt: number | undefined,
  place: 'alone' | 'in signature',
): JudgedSeal {
  const { trust, policy, at } = question;
  const maker = trust.read(seal.makerCertificateDer);
  // v5 judges the maker on the day the seal was made, earlier versions when it is used.
  const makingTime = seal.version === 5 ? seal.createdAt : (usedAt ?? at);
  const chain = maker && chainOf(trust, seal.makerCertificateDer, maker, makingTime);
  const vouched = chain?.outcome === 'trusted';
  const checks = about('seal', [
    judgeFormat(seal.deviations, policy),
    judgeSignature('SEAL-SIG', maker, seal.algorithm, seal.signedBytes, seal.signature),
    judgePeriod(seal, at, vouched, place),
    judgeStatus(seal, question, usedAt ?? at),
    judgeMakerChain(maker, chain, makingTime, at),
    judgeMakerRevocation(seal, question),
    judgeKeyUsage('MAKER-KU', maker),
    ...(seal.version === 5 ? [judgeSealToken(seal, trust)] : []),
    judgeAlgorithm(seal.algorithm, policy),
    judgeCritical(seal.extensions, policy),
  ]);
  return { checks, vouched };
}

/** The seal's own dates; a seal alone must also be in force at the time asked. v5 wants it in force on the day it is made. */
function judgePeriod(seal: Seal, at: number, vouched: boolean, place: 'alone' | 'in signature'): CheckResult {
  const { version, createdAt, validFrom, validTo } = seal;
  const evidence = {
    createdAt: formatTime(createdAt),
    validFrom: formatTime(validFrom),
    validTo: formatTime(validTo),
  };
  if (validFrom > validTo) return failed('SEAL-TIME', 'SEAL_PERIOD_INVERTED', evidence);
  if (createdAt > validTo || (version === 5 && createdAt < validFrom)) {
    return failed('SEAL-TIME', 'SEAL_CREATED_OUTSIDE_PERIOD', evidence);
  }
  if (createdAt > at + CLOCK_SKEW) return unknown('SEAL-TIME', 'SEAL_CREATED_AFTER_TIME_ASKED', evidence);
  if (place === 'in signature' || isWithin(at, validFrom, validTo)) return passed('SEAL-TIME', evidence);
  // Dates that nobody vouches for are no evidence against the seal either.
  return (vouched ? failed : unknown)('SEAL-TIME', 'SEAL_NOT_IN_FORCE', { ...evidence, vouched });
}

function judgeStatus(seal: Seal, { trust, policy }: SesQuestion, time: number): CheckResult {
  const answer = trust.sealStatus(seal, time);
  switch (answer.state) {
    case 'active':
      return passed('SEAL-STATUS', { at: formatTime(time) });
    case 'inactive':
      return failed('SEAL-STATUS', 'SEAL_STATUS_NOT_ACTIVE', {
        status: answer.status,
        since: formatTime(answer.since),
      });
    case 'unknown':
      return (policy.sealStatus === 'required' ? unknown : notNeeded)('SEAL-STATUS', 'SEAL_STATUS_UNKNOWN');
  }
}

function judgeMakerChain(
  maker: SesCertificate | undefined,
  chain: ChainAnswer | undefined,
  makingTime: number,
  at: number,
): CheckResult {
  const judged = judgeChain('MAKER-CHAIN', chain);
  if (maker === undefined || judged.outcome !== 'passed') return judged;
  const evidence = {
    notBefore: formatTime(maker.notBefore),
    notAfter: formatTime(maker.notAfter),
    judgedAt: formatTime(makingTime),
  };
  if (!isWithin(makingTime, maker.notBefore, maker.notAfter)) {
    return failed('MAKER-CHAIN', 'CERTIFICATE_NOT_VALID_THEN', evidence);
  }
  // GM/T 0031-2025: what has run out since the seal was made is a warning.
  return at > maker.notAfter
    ? warning('MAKER-CHAIN', 'CERTIFICATE_EXPIRED_SINCE', evidence)
    : passed('MAKER-CHAIN', evidence);
}

/** v1 and v4 know no revoked maker whose seals go on; v5 warns when the seal was made before. */
function judgeMakerRevocation(seal: Seal, { trust, policy, at }: SesQuestion): CheckResult {
  const answer = trust.judgeRevocation(seal.makerCertificateDer, at);
  switch (answer.state) {
    case 'good':
      return passed('MAKER-REVOC');
    case 'unknown':
      return revocationUnknown('MAKER-REVOC', answer.reasons, policy);
    case 'revoked': {
      const evidence = {
        revokedAt: formatTime(answer.at),
        ...(answer.reason !== undefined && { reason: answer.reason }),
      };
      return seal.version === 5 && seal.createdAt < answer.at
        ? warning('MAKER-REVOC', 'REVOKED_SINCE', { ...evidence, createdAt: formatTime(seal.createdAt) })
        : failed('MAKER-REVOC', 'CERTIFICATE_REVOKED', evidence);
    }
  }
}

export function revocationUnknown(
  id: 'MAKER-REVOC' | 'SIGNER-REVOC',
  reasons: readonly string[],
  { revocation }: SesPolicy,
): CheckResult {
  return (revocation === 'required' ? unknown : notNeeded)(id, 'REVOCATION_UNKNOWN', { reasons });
}

/** GM/T 0031-2025: the token covers the maker's signature value, and the seal was not made after it. */
function judgeSealToken({ timestamp, signature, createdAt }: Seal, trust: SesTrust): CheckResult {
  if (timestamp === undefined) return notNeeded('TSA-TOKEN', 'TIMESTAMP_ABSENT');
  return judgeToken(trust.verifyToken(timestamp, signature.value), createdAt);
}
