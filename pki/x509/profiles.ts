import type { BasicConstraints, KeyUsage } from './extensions.js';
import { KEY_PURPOSE } from './key-purposes.js';

export interface CertificateProfileRules {
  readonly keyUsage: readonly KeyUsage[];
  /** Only on CA certificates: an empty one on a leaf is legal, and some readers refuse it. */
  readonly basicConstraints?: BasicConstraints;
  readonly extendedKeyUsage?: readonly string[];
}

const SIGNER_KEY_USAGE: readonly KeyUsage[] = ['digitalSignature', 'nonRepudiation'];
const CA_KEY_USAGE: readonly KeyUsage[] = ['keyCertSign', 'cRLSign'];

/** The certificates that a trust domain issues: one root, issuing CAs below it, and three kinds of signers below those. */
export const CERTIFICATE_PROFILES = {
  root: { keyUsage: CA_KEY_USAGE, basicConstraints: { cA: true, pathLength: 1 } },
  'issuing-ca': { keyUsage: CA_KEY_USAGE, basicConstraints: { cA: true, pathLength: 0 } },
  'licence-signing': { keyUsage: SIGNER_KEY_USAGE, extendedKeyUsage: [KEY_PURPOSE.licenceSigning] },
  'seal-signing': { keyUsage: SIGNER_KEY_USAGE, extendedKeyUsage: [KEY_PURPOSE.sealSigning] },
  'seal-making': { keyUsage: SIGNER_KEY_USAGE, extendedKeyUsage: [KEY_PURPOSE.sealMaking] },
} as const satisfies Record<string, CertificateProfileRules>;

export type CertificateProfile = keyof typeof CERTIFICATE_PROFILES;
