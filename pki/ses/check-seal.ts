import {
  checkAlgorithm,
  checkCritical,
  checkFormat,
  checkKeyUsage,
  checkSignature,
  checkTimestamp,
  readableCertificate,
} from './check-parts.js';
import { about, failed, passed, type SesCheck, type SesFinding } from './findings.js';
import type { Seal } from './seal.js';

/**
 * What a seal says about itself (GB/T 38540-2020, GM/T 0031-2025): format, the maker's signature over the bytes that came, key
 * usage, period. Gives every check, passed ones too.
 *
 * Left to the caller, who has anchors and times: the maker's chain and revocation (`validatePath` at `createdAt`, usage
 * `seal-making`), whether the seal is in force at the time in question, its status, and the timestamp.
 */
export function checkSeal(seal: Seal): SesFinding[] {
  const maker = readableCertificate(seal.makerCertificateDer);
  return about('seal', [
    checkFormat(seal.deviations),
    checkSignature('SEAL-SIG', maker, seal.signedBytes, seal.signature),
    checkAlgorithm(seal.algorithm, 'seal'),
    checkKeyUsage('MAKER-KU', maker),
    checkPeriod(seal),
    checkCritical(seal.extensions),
    ...(seal.version === 5 ? [checkTimestamp(seal.timestamp)] : []),
  ]);
}

/** A seal may be made before it comes into force; v5 alone wants it in force on the day it is made. */
function checkPeriod({ version, createdAt, validFrom, validTo }: Seal): SesCheck {
  if (validFrom > validTo) return failed('SEAL-TIME', 'SEAL_PERIOD_INVERTED');
  const early = version === 5 && createdAt < validFrom;
  return early || createdAt > validTo ? failed('SEAL-TIME', 'SEAL_CREATED_OUTSIDE_PERIOD') : passed('SEAL-TIME');
}
