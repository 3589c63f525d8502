import type { CertificateList } from '../../crl/read-crl.js';
import { OID } from '../../der/oids.js';
import { nullValue, oid, sequence } from '../../der/writer.js';
import { PkiError } from '../../errors.js';
import { algorithmPolicy, signatureAlgorithm } from '../../path/algorithms.js';
import { type PathCertificate, readPathCertificate } from '../../path/certificate.js';
import type { PathFinding, PathFindingCode } from '../../path/findings.js';
import { PATH_OID } from '../../path/oids.js';
import { signatureProblem } from '../../path/signatures.js';
import { type PathAnswer, type RevocationMode, verifyPath } from '../../path/verify-path.js';
import { isRawSignature, rawToDer } from '../../sm2/signature-encoding.js';
import { parseTimestampToken } from '../../timestamp/token.js';
import { verifyTimestampToken } from '../../timestamp/verify-token.js';
import type { SignatureValue } from '../fields.js';
import type { ChainAnswer, RevocationAnswer, SesCertificate, SesTrust, TokenAnswer } from './question.js';

export interface PathTrustMaterial {
  /** Roots, trusted as given. */
  readonly anchors: readonly PathCertificate[];
  /** Certificates that may stand between, and revocation lists; not trusted. */
  readonly intermediates: readonly PathCertificate[];
  readonly crls: readonly CertificateList[];
}

export interface PathTrustOptions {
  /** Of timestamp authorities: what is not known leaves their tokens open, or does no harm. Certificates of seals: see `SesPolicy`. */
  readonly revocation: 'required' | 'soft';
}

/**
 * Answers for certificates of any algorithm, by RFC 5280 (`verifyPath`), and for timestamp tokens of SM2. Which purposes a
 * certificate names is not asked: the field's makers and signers have none in common. Key usage is a check of the verdict.
 */
export function createPathTrust(material: PathTrustMaterial, options: PathTrustOptions): Omit<SesTrust, 'sealStatus'> {
  return {
    read: readSesCertificate,
    judgeChain: (der, at) => judgeChain(der, at, material),
    judgeRevocation: (der, at) => judgeRevocation(der, at, material),
    verifyToken: (token, octets) => verifyToken(token, octets, material, options),
  };
}

const ALGORITHMS = algorithmPolicy();

export function readSesCertificate(der: Uint8Array): SesCertificate | undefined {
  const certificate = parsed(der);
  if (certificate === undefined) return undefined;
  const { notBefore, notAfter, keyUsage } = certificate;
  return {
    notBefore,
    notAfter,
    ...(keyUsage !== undefined && { keyUsage }),
    verify: (algorithm, octets, signature) => verifySignature(certificate, algorithm, octets, signature),
  };
}

/** Seals name an algorithm by its OID alone; RSA's parameters are NULL (RFC 4055), the others have none. */
function verifySignature(
  { publicKey }: PathCertificate,
  algorithm: string,
  tbs: Uint8Array,
  { form, value }: SignatureValue,
): ReturnType<SesCertificate['verify']> {
  const isSm2 = algorithm === OID.sm2WithSm3;
  if (isSm2 && form === 'raw' && !isRawSignature(value)) return 'bad';
  const parameters = signatureAlgorithm(algorithm)?.family === 'rsa' ? nullValue() : undefined;
  const problem = signatureProblem(
    {
      tbs,
      algorithm: {
        oid: algorithm,
        parameters,
        der: parameters === undefined ? sequence(oid(algorithm)) : sequence(oid(algorithm), parameters),
      },
      signature: isSm2 && form === 'raw' ? rawToDer(value) : value,
    },
    publicKey,
    ALGORITHMS,
  );
  if (problem === undefined) return 'good';
  return isSm2 || problem.code === 'SIGNATURE_INVALID' ? 'bad' : 'unsupported';
}

function answerOf(
  target: PathCertificate,
  at: number,
  { anchors, intermediates, crls }: PathTrustMaterial,
  revocation: RevocationMode,
): PathAnswer {
  return verifyPath({
    target,
    anchors,
    intermediates,
    crls,
    ocspResponses: [],
    revocation,
    policy: {
      at,
      algorithms: ALGORITHMS,
      initialPolicies: new Set([PATH_OID.anyPolicy]),
      requireExplicitPolicy: false,
      inhibitPolicyMapping: false,
      inhibitAnyPolicy: false,
      keyUsages: [],
      extendedKeyUsages: [],
    },
  });
}

/** Where there is no path: one may exist all the same. */
const NO_PATH: ReadonlySet<PathFindingCode> = new Set([
  'TRUST_ANCHORS_ABSENT',
  'PATH_NOT_FOUND',
  'TARGET_IS_ANCHOR',
  'LIMIT_EXCEEDED',
]);

function judgeChain(der: Uint8Array, at: number, material: PathTrustMaterial): ChainAnswer {
  const target = parsed(der);
  if (target === undefined) return { outcome: 'unknown', reasons: ['the certificate cannot be read'] };
  const { verdict, findings } = answerOf(target, at, material, 'off');
  if (verdict === 'valid') return { outcome: 'trusted' };
  const reasons = findings.map(describe);
  return findings.every(({ code }) => NO_PATH.has(code))
    ? { outcome: 'unknown', reasons }
    : { outcome: 'refused', reasons };
}

function describe({ code, detail, position }: PathFinding): string {
  return `${code}${position === undefined ? '' : ` at ${position}`}: ${detail}`;
}

/** Every certificate of the path below its anchor must be known good. Once out of its validity, nobody revokes a certificate. */
function judgeRevocation(der: Uint8Array, at: number, material: PathTrustMaterial): RevocationAnswer {
  const target = parsed(der);
  if (target === undefined) return { state: 'unknown', reasons: ['the certificate cannot be read'] };
  const within = Math.min(Math.max(at, target.notBefore), target.notAfter);
  const { statuses, findings } = answerOf(target, within, material, 'required');
  for (const status of statuses) {
    if (status.state === 'revoked') {
      const { revokedAt, reason } = status;
      return { state: 'revoked', at: revokedAt, ...(reason !== undefined && { reason }) };
    }
  }
  return statuses.length > 0 && statuses.every(({ state }) => state === 'good')
    ? { state: 'good' }
    : { state: 'unknown', reasons: findings.map(describe) };
}

/** RFC 3161: the token itself, then its authority's path and revocation at the time that it states. */
function verifyToken(
  der: Uint8Array,
  octets: Uint8Array,
  material: PathTrustMaterial,
  { revocation }: PathTrustOptions,
): TokenAnswer {
  const token = attempt(() => parseTimestampToken(der));
  if (token === undefined) return { outcome: 'invalid', reasons: ['the token cannot be read'] };
  const { findings, signer } = verifyTimestampToken({ token, stamped: { data: octets } });
  const reasons = findings.map(({ code, detail }) => `${code}: ${detail}`);
  const isOther = findings.some(({ code }) => code === 'TIMESTAMP_IMPRINT_MISMATCH');
  const isUnsupported = findings.some(({ code }) => code === 'TIMESTAMP_IMPRINT_UNSUPPORTED');
  // Whose certificate is missing, or of an algorithm that tokens are not read in here, has not been judged.
  if (!isOther && (signer === undefined || isUnsupported)) return { outcome: 'unknown', reasons };
  if (findings.length > 0 || signer === undefined) return { outcome: 'invalid', reasons };
  const { genTime, accuracy = 0 } = token.info;
  const chain = judgeChain(signer.der, genTime, material);
  if (chain.outcome !== 'trusted') {
    return { outcome: chain.outcome === 'refused' ? 'invalid' : 'unknown', reasons: chain.reasons };
  }
  const state = judgeRevocation(signer.der, genTime, material);
  if (state.state === 'revoked') return { outcome: 'invalid', reasons: ['its authority was revoked by then'] };
  if (state.state === 'unknown' && revocation === 'required') return { outcome: 'unknown', reasons: state.reasons };
  return { outcome: 'valid', time: genTime, accuracy };
}

function parsed(der: Uint8Array): PathCertificate | undefined {
  return attempt(() => readPathCertificate(der));
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
