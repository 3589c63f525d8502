import { OID } from '../../der/oids.js';
import { formatTime } from '../../encoding/times.js';
import type { SesDeviation } from '../deviations.js';
import type { SesExtension, SignatureValue } from '../fields.js';
import { type CheckResult, failed, passed, type SesVerdictCheckId, unknown, warning } from './check.js';
import type { ChainAnswer, SesCertificate, SesPolicy, SesTrust, TokenAnswer } from './question.js';

/** Checks that seals and seal signatures share. */

/** Clocks of signer and verifier may differ by so much, in milliseconds. */
export const CLOCK_SKEW = 5 * 60_000;

/** RSA and ECDSA with MD5 or SHA-1 (RFC 3279): broken, whatever a policy says. */
const FORBIDDEN_ALGORITHMS: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10045.4.1',
  '1.2.840.10040.4.3',
]);

export function judgeFormat(deviations: ReadonlySet<SesDeviation>, { profile }: SesPolicy): CheckResult {
  if (deviations.size === 0) return passed('SES-FMT');
  const evidence = { deviations: [...deviations] };
  return profile === 'strict'
    ? failed('SES-FMT', 'FORMAT_NOT_STRICT', evidence)
    : warning('SES-FMT', 'FORMAT_DEVIATES', evidence);
}

export function judgeSignature(
  id: SesVerdictCheckId,
  certificate: SesCertificate | undefined,
  algorithm: string,
  octets: Uint8Array,
  signature: SignatureValue,
): CheckResult {
  if (certificate === undefined) return unknown(id, 'CERTIFICATE_UNREADABLE');
  switch (certificate.verify(algorithm, octets, signature)) {
    case 'good':
      return passed(id, { form: signature.form });
    case 'bad':
      return failed(id, 'SIGNATURE_INVALID');
    case 'unsupported':
      return unknown(id, 'SIGNATURE_NOT_VERIFIED', { algorithm });
  }
}

/** SM2 with SM3; others where the policy lets them in, never with MD5 or SHA-1. A legacy one leaves the verdict open. */
export function judgeAlgorithm(algorithm: string, { otherAlgorithms }: SesPolicy): CheckResult {
  const evidence = { algorithm };
  if (algorithm === OID.sm2WithSm3) return passed('ALG-POLICY', evidence);
  if (FORBIDDEN_ALGORITHMS.has(algorithm)) return failed('ALG-POLICY', 'ALGORITHM_FORBIDDEN', evidence);
  return otherAlgorithms.includes(algorithm)
    ? passed('ALG-POLICY', evidence)
    : unknown('ALG-POLICY', 'ALGORITHM_NOT_ALLOWED', evidence);
}

/** A certificate that says what its key is for must say signatures; one that says nothing gets a remark (GB/T 20518). */
export function judgeKeyUsage(id: SesVerdictCheckId, certificate: SesCertificate | undefined): CheckResult {
  if (certificate === undefined) return unknown(id, 'CERTIFICATE_UNREADABLE');
  const { keyUsage } = certificate;
  if (keyUsage === undefined) return warning(id, 'KEY_USAGE_ABSENT');
  const evidence = { keyUsage: [...keyUsage] };
  return keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation')
    ? passed(id, evidence)
    : failed(id, 'KEY_USAGE_MISSING', evidence);
}

export function judgeCritical(extensions: readonly SesExtension[], policy: SesPolicy): CheckResult {
  const critical = extensions.filter((each) => each.critical).map((each) => each.oid);
  if (critical.length === 0) return passed('EXT-CRITICAL');
  const judged = policy.unknownCriticalExtension === 'fail' ? failed : warning;
  return judged('EXT-CRITICAL', 'EXTENSION_CRITICAL_UNKNOWN', { extensions: critical });
}

/**
 * Whether a path leads to an anchor at all: judged at the time given or, where the certificate was not valid then, at the nearest
 * time at which it was. That it was not valid at the time in question is a finding of its own.
 */
export function chainOf(trust: SesTrust, der: Uint8Array, certificate: SesCertificate, time: number): ChainAnswer {
  return trust.judgeChain(der, Math.min(Math.max(time, certificate.notBefore), certificate.notAfter));
}

export function judgeChain(id: SesVerdictCheckId, answer: ChainAnswer | undefined): CheckResult {
  switch (answer?.outcome) {
    case 'trusted':
      return passed(id);
    case 'refused':
      return failed(id, 'CERTIFICATE_CHAIN_INVALID', { reasons: answer.reasons });
    case 'unknown':
      return unknown(id, 'CERTIFICATE_NOT_TRUSTED', { reasons: answer.reasons });
    case undefined:
      return unknown(id, 'CERTIFICATE_UNREADABLE');
  }
}

export function isWithin(time: number, from: number, to: number): boolean {
  return time >= from && time <= to;
}

/** A token proves a time at which the signature value was there; one before the declared time gives the lie to it. */
export function judgeToken(answer: TokenAnswer, declaredAt: number | undefined): CheckResult {
  switch (answer.outcome) {
    case 'unknown':
      return unknown('TSA-TOKEN', 'TIMESTAMP_NOT_VERIFIED', { reasons: answer.reasons });
    case 'invalid':
      return failed('TSA-TOKEN', 'TIMESTAMP_INVALID', { reasons: answer.reasons });
    case 'valid': {
      const evidence = { stampedAt: formatTime(answer.time) };
      if (declaredAt !== undefined && declaredAt > answer.time + answer.accuracy) {
        return failed('TSA-TOKEN', 'TIMESTAMP_BEFORE_DECLARED_TIME', {
          ...evidence,
          declaredAt: formatTime(declaredAt),
        });
      }
      return passed('TSA-TOKEN', evidence);
    }
  }
}
