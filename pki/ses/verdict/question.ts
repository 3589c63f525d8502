import type { KeyUsage } from '../../x509/extensions.js';
import type { SignatureValue } from '../fields.js';
import type { Seal } from '../seal.js';

/**
 * What a verdict rests on beside the bytes. Every answer comes from the caller, who has anchors, lists and a clock; an answer that
 * he does not have is `unknown`, and then so is the verdict.
 */
export interface SesTrust {
  /** Undefined when the bytes are no certificate that can be read. */
  readonly read: (certificateDer: Uint8Array) => SesCertificate | undefined;
  /** Whether a path of RFC 5280 §6 leads from the certificate to an anchor at that time; revocation and purpose apart. */
  readonly judgeChain: (certificateDer: Uint8Array, at: number) => ChainAnswer;
  /** The state as known at that time. A certificate revoked later is good. */
  readonly judgeRevocation: (certificateDer: Uint8Array, at: number) => RevocationAnswer;
  /** A timestamp token (RFC 3161) over these octets. */
  readonly verifyToken: (token: Uint8Array, octets: Uint8Array) => TokenAnswer;
  /** State of the seal at that time, from whoever publishes it. */
  readonly sealStatus: (seal: Seal, at: number) => SealStatusAnswer;
}

export interface SesCertificate {
  readonly notBefore: number;
  readonly notAfter: number;
  /** Undefined when the certificate does not restrict its key. */
  readonly keyUsage?: ReadonlySet<KeyUsage>;
  /** By the algorithm that the seal or signature states; `unsupported` where this verifier has no code for it. */
  readonly verify: (algorithm: string, octets: Uint8Array, signature: SignatureValue) => 'good' | 'bad' | 'unsupported';
}

export type ChainAnswer =
  | { readonly outcome: 'trusted' }
  /** A path is there, and breaks a rule. */
  | { readonly outcome: 'refused'; readonly reasons: readonly string[] }
  /** No path to an anchor could be found: none may exist, or a certificate is missing. */
  | { readonly outcome: 'unknown'; readonly reasons: readonly string[] };

export type RevocationAnswer =
  | { readonly state: 'good' }
  | { readonly state: 'revoked'; readonly at: number; readonly reason?: string }
  | { readonly state: 'unknown'; readonly reasons: readonly string[] };

export type TokenAnswer =
  /** `time` is genTime; the token proves that the octets were there by then, give or take `accuracy` milliseconds. */
  | { readonly outcome: 'valid'; readonly time: number; readonly accuracy: number }
  | { readonly outcome: 'invalid'; readonly reasons: readonly string[] }
  | { readonly outcome: 'unknown'; readonly reasons: readonly string[] };

export type SealStatusAnswer =
  | { readonly state: 'active' }
  /** Frozen, lost, cancelled, … at the time asked. */
  | { readonly state: 'inactive'; readonly status: string; readonly since: number }
  | { readonly state: 'unknown' };

export interface SesPolicy {
  readonly name: string;
  /** `strict`: what departs from DER or from the standard's text fails. `tolerant`: it is read, and named. */
  readonly profile: 'strict' | 'tolerant';
  /** What an extension that must be understood, and is not, does. The standards define none that must be. */
  readonly unknownCriticalExtension: 'warn' | 'fail';
  /** `soft`: a state that is not known does no harm to the verdict. */
  readonly revocation: 'required' | 'soft';
  /** Whether `valid` needs the published state of the seal; the standards of seals know none. */
  readonly sealStatus: 'required' | 'soft';
  /** Signature algorithms beside SM2 with SM3, by OID. */
  readonly otherAlgorithms: readonly string[];
}

/** For what others made. */
export const TOLERANT_POLICY: SesPolicy = {
  name: 'tolerant',
  profile: 'tolerant',
  unknownCriticalExtension: 'warn',
  revocation: 'required',
  sealStatus: 'soft',
  otherAlgorithms: [],
};

/** For what we made. */
export const STRICT_POLICY: SesPolicy = {
  ...TOLERANT_POLICY,
  name: 'strict',
  profile: 'strict',
  unknownCriticalExtension: 'fail',
};

/** Knows nobody: every answer is that it cannot be told. `read` is the caller's. */
export const NO_TRUST: Omit<SesTrust, 'read'> = {
  judgeChain: () => ({ outcome: 'unknown', reasons: ['no trust given'] }),
  judgeRevocation: () => ({ state: 'unknown', reasons: ['no revocation information given'] }),
  verifyToken: () => ({ outcome: 'unknown', reasons: ['no trust for timestamps given'] }),
  sealStatus: () => ({ state: 'unknown' }),
};
