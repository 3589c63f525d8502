import { type CmsFindingCode, verifySignedData } from '../cms/verify-signed-data.js';
import { OID } from '../der/oids.js';
import type { X509Certificate } from '../x509/certificate.js';
import { type ImprintHash, imprintOf } from './imprint.js';
import { judgeSigningCertificate } from './signing-certificate.js';
import type { TimestampToken } from './token.js';

export const TIMESTAMP_FINDING_CODES = [
  'TIMESTAMP_IMPRINT_UNSUPPORTED',
  'TIMESTAMP_IMPRINT_MISMATCH',
  'TIMESTAMP_NONCE_MISMATCH',
  'TIMESTAMP_POLICY_MISMATCH',
  'TIMESTAMP_CERTIFICATE_NOT_BOUND',
  'TIMESTAMP_KEY_USAGE',
  'TIMESTAMP_CERTIFICATE_NOT_VALID',
] as const;

export type TimestampFindingCode = (typeof TIMESTAMP_FINDING_CODES)[number];

/** One reason why a token is not valid. */
export interface TimestampFinding {
  readonly code: TimestampFindingCode | CmsFindingCode;
  /** For people; quotes the rule. */
  readonly detail: string;
}

export interface TimestampInput {
  readonly token: TimestampToken;
  /** What the token is said to stamp: the bytes, or their digest under the token's own hash. */
  readonly stamped: { readonly data: Uint8Array } | { readonly hash: ImprintHash; readonly digest: Uint8Array };
  /** Hex, of the request; not compared when absent. */
  readonly nonce?: string;
  /** Any of these policies; not compared when absent. */
  readonly policies?: readonly string[];
  /** Beside those of the token. */
  readonly certificates?: readonly X509Certificate[];
}

export interface TimestampResult {
  /** Empty when the authority named by `signer` has stamped this; says nothing of its path and its revocation. */
  readonly findings: readonly TimestampFinding[];
  readonly signer?: X509Certificate;
  /** The signer's certificate is bound by SHA-1 only (ESSCertID of RFC 2634), which a policy may refuse. */
  readonly boundBySha1: boolean;
}

/**
 * Judges a token (RFC 3161 §2.3, §2.4.2, RFC 5816) and gives every finding: imprint, nonce, policy, signature over the original
 * bytes, the signer's certificate bound by the signature, made for time stamping alone, and valid at the time stated. Building
 * and judging its path at that time is the caller's.
 */
export function verifyTimestampToken(input: TimestampInput): TimestampResult {
  const { token } = input;
  const { info, message } = token;
  const findings: TimestampFinding[] = [];
  const report = (code: TimestampFindingCode, detail: string) => findings.push({ code, detail });
  checkImprint(input, report);
  if (input.nonce !== undefined && input.nonce !== info.nonce) {
    report('TIMESTAMP_NONCE_MISMATCH', "the nonce is not the request's (RFC 3161 §2.4.2)");
  }
  if (input.policies !== undefined && !input.policies.includes(info.policy)) {
    report('TIMESTAMP_POLICY_MISMATCH', `issued under ${info.policy}`);
  }
  const signed = verifySignedData({
    message,
    ...(input.certificates === undefined ? {} : { certificates: input.certificates }),
  });
  findings.push(...signed.findings.map(({ code, detail }) => ({ code, detail })));
  const signer = signed.signers[0]?.certificate;
  const attributes = message.signers[0]?.signedAttributes;
  if (signer === undefined || attributes === undefined) return { findings, boundBySha1: false };
  const bound = judgeSigningCertificate(attributes, signer);
  if (bound === 'other' || bound === 'absent') {
    report('TIMESTAMP_CERTIFICATE_NOT_BOUND', "the signed attributes do not name the signer's certificate (RFC 5816)");
  }
  checkSigner(signer, info.genTime, report);
  return { findings, signer, boundBySha1: bound === 'bound-by-sha1' };
}

type Report = (code: TimestampFindingCode, detail: string) => void;

function checkImprint({ token, stamped }: TimestampInput, report: Report): void {
  const { hash, digest, algorithm } = token.info.imprint;
  if (hash === undefined) {
    report('TIMESTAMP_IMPRINT_UNSUPPORTED', `imprint under ${algorithm}`);
    return;
  }
  const expected = 'data' in stamped ? imprintOf(hash, stamped.data) : stamped.digest;
  if (('hash' in stamped && stamped.hash !== hash) || Buffer.compare(expected, digest) !== 0) {
    report('TIMESTAMP_IMPRINT_MISMATCH', 'the token stamps something else');
  }
}

function checkSigner(signer: X509Certificate, at: number, report: Report): void {
  const { extendedKeyUsage, keyUsage } = signer;
  // RFC 3161 §2.3: id-kp-timeStamping, and nothing beside it. That it is critical is asked of what we issue.
  if (extendedKeyUsage?.length !== 1 || extendedKeyUsage[0] !== OID.timeStamping) {
    report('TIMESTAMP_KEY_USAGE', 'extendedKeyUsage is not timeStamping alone (RFC 3161 §2.3)');
  }
  if (keyUsage !== undefined && !keyUsage.has('digitalSignature') && !keyUsage.has('nonRepudiation')) {
    report('TIMESTAMP_KEY_USAGE', 'keyUsage says neither digitalSignature nor nonRepudiation');
  }
  if (at < signer.notBefore || at > signer.notAfter) {
    report('TIMESTAMP_CERTIFICATE_NOT_VALID', "the certificate is not valid at the token's time");
  }
}
