import type { CrlReason } from '../crl/reasons.js';

/** What is known of a certificate's revocation at the time asked about. */
export type CertificateStatus =
  | { readonly state: 'good' }
  | {
      readonly state: 'revoked';
      readonly revokedAt: number;
      readonly reason?: CrlReason;
      readonly source: 'crl' | 'ocsp';
    }
  /** With what was there and why it did not count. */
  | { readonly state: 'unknown'; readonly causes: readonly string[] };

export interface RevocationInstant {
  readonly revokedAt: number;
  readonly reason?: CrlReason;
  readonly invalidityDate?: number;
}

/** Whether what a list or an answer says had come about by then: the key may have been lost before anybody said so (§5.3.2). */
export function isRevokedAt({ revokedAt, invalidityDate = revokedAt }: RevocationInstant, at: number): boolean {
  return Math.min(revokedAt, invalidityDate) <= at;
}

/**
 * What is not current never says "good". It still says "revoked", which no later word takes back but for a hold (RFC 5280 §5.3.1).
 */
export function outlivesItsSource({ reason }: RevocationInstant): boolean {
  return reason !== 'certificateHold' && reason !== 'removeFromCRL';
}

/** Certificates, lists and answers know whole seconds. */
export const wholeSecond = (at: number): number => Math.floor(at / 1000) * 1000;
