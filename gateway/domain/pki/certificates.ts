import type { CrlReason } from '../../../pki/crl/reasons.js';
import type { CertificateProfile } from '../../../pki/x509/profiles.js';

/** What the certificate authority issues on order; CAs are made at the founding and in a ceremony only. */
export const LEAF_PROFILES = [
  'licence-signing',
  'seal-signing',
  'seal-making',
  'timestamping',
  'ocsp-signing',
  'tls-server',
  'tls-client',
] as const satisfies readonly CertificateProfile[];
export type LeafProfile = (typeof LEAF_PROFILES)[number];

const DAY_MS = 24 * 3600_000;
const YEAR_MS = 365 * DAY_MS;

/** Milliseconds that a certificate of each profile is valid. */
export const LIFETIME: Readonly<Record<CertificateProfile, number>> = {
  root: 20 * YEAR_MS,
  'issuing-ca': 10 * YEAR_MS,
  'licence-signing': 3 * YEAR_MS,
  'seal-signing': 3 * YEAR_MS,
  'seal-making': 5 * YEAR_MS,
  timestamping: 5 * YEAR_MS,
  'ocsp-signing': 90 * DAY_MS,
  'tls-server': YEAR_MS,
  'tls-client': YEAR_MS,
};

/** Why a certificate may end for good. A hold, which can be taken back, is not offered: what was signed meanwhile would change. */
export const END_REASONS = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
] as const satisfies readonly CrlReason[];
export type EndReason = (typeof END_REASONS)[number];
