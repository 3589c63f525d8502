import { OID } from '../der/oids.js';
import type { BasicConstraints, KeyUsage } from './extensions.js';
import { KEY_PURPOSE } from './key-purposes.js';

export interface CertificateProfileRules {
  readonly keyUsage: readonly KeyUsage[];
  /** Only on CA certificates: an empty one on a leaf is legal, and some readers refuse it. */
  readonly basicConstraints?: BasicConstraints;
  readonly extendedKeyUsage?: readonly string[];
  /** RFC 3161 §2.3 wants a timestamp authority's marked critical. */
  readonly criticalExtendedKeyUsage?: true;
  /** RFC 6960 §4.2.2.2.1: nobody asks a responder for the state of its own certificate, so it lives days. */
  readonly ocspNoCheck?: true;
  /** Readers of today look for the server's name in subjectAltName only (RFC 9525 §6.3). */
  readonly needsDnsNames?: true;
}

const SIGNER_KEY_USAGE: readonly KeyUsage[] = ['digitalSignature', 'nonRepudiation'];
const CA_KEY_USAGE: readonly KeyUsage[] = ['keyCertSign', 'cRLSign'];

/** The certificates that a trust domain issues: one root, issuing CAs below it, and signers below those, each for one purpose. */
export const CERTIFICATE_PROFILES = {
  root: { keyUsage: CA_KEY_USAGE, basicConstraints: { cA: true, pathLength: 1 } },
  'issuing-ca': { keyUsage: CA_KEY_USAGE, basicConstraints: { cA: true, pathLength: 0 } },
  'licence-signing': { keyUsage: SIGNER_KEY_USAGE, extendedKeyUsage: [KEY_PURPOSE.licenceSigning] },
  'seal-signing': { keyUsage: SIGNER_KEY_USAGE, extendedKeyUsage: [KEY_PURPOSE.sealSigning] },
  'seal-making': { keyUsage: SIGNER_KEY_USAGE, extendedKeyUsage: [KEY_PURPOSE.sealMaking] },
  timestamping: {
    keyUsage: SIGNER_KEY_USAGE,
    extendedKeyUsage: [OID.timeStamping],
    criticalExtendedKeyUsage: true,
  },
  'ocsp-signing': { keyUsage: ['digitalSignature'], extendedKeyUsage: [OID.ocspSigning], ocspNoCheck: true },
  'tls-server': { keyUsage: ['digitalSignature'], extendedKeyUsage: [OID.serverAuth], needsDnsNames: true },
  'tls-client': { keyUsage: ['digitalSignature'], extendedKeyUsage: [OID.clientAuth] },
} as const satisfies Record<string, CertificateProfileRules>;

export type CertificateProfile = keyof typeof CERTIFICATE_PROFILES;
